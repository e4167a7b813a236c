"""The drill that restarts the server, against our own: its process ends and another one begins."""

import json
import os
import shlex
import signal
import sys
from dataclasses import asdict
from pathlib import Path

from plugin_oauth.demo_accounts import read_demo
from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.story import Mark
from plugin_oauth.host.target import Target
from tests.cli.conftest import COMMAND, Cli
from tests.processes import free_port, serving

# What an operator's restart does: end the old process, wait until its port is free, start anew.
RESTART = """
import json, os, signal, socket, subprocess, sys, time
folder, port, old = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
os.kill(old, signal.SIGTERM)
while not socket.socket().connect_ex(("127.0.0.1", port)):
    time.sleep(0.05)
log = open(f"{folder}/second-log", "wb")
command = json.load(open(f"{folder}/command.json"))
streams = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
new = subprocess.Popen(command, start_new_session=True, **streams)
open(f"{folder}/pid", "w").write(str(new.pid))
"""


def test_what_was_given_to_a_client_outlives_the_process(tmp_path: Path) -> None:
    port, cli = free_port(), Cli(tmp_path / "instance")
    settings = {"BASE_URL": f"http://localhost:{port}"}
    assert cli.process("init", "--demo", **settings).status == 0
    demo = read_demo(cli.instance)
    assert demo
    environment = cli.environment(**settings)
    command = [COMMAND, "run", "--bind", f"127.0.0.1:{port}"]
    instance = f"PLUGIN_OAUTH_INSTANCE_PATH={cli.instance}"
    base_url = f"PLUGIN_OAUTH_BASE_URL=http://localhost:{port}"
    (tmp_path / "command.json").write_text(json.dumps(["env", instance, base_url, *command]))
    with serving([COMMAND, "run"], environment, port, tmp_path / "log") as server:
        arguments = [str(tmp_path), str(port), str(server.process.pid)]
        restart = shlex.join([sys.executable, "-c", RESTART, *arguments])
        target = Target(url=server.url, **asdict(demo), restart_command=restart)
        try:
            story = PROFILES["plugin"].choose_drills(["restart"]).play(target, lambda _result: None)
            first_has_ended = server.process.poll() is not None
        finally:
            os.killpg(int((tmp_path / "pid").read_text()), signal.SIGKILL)
    drill = next(result for result in story.results if result.name == "restart")
    assert (drill.mark, drill.failure) == (Mark.OK, None)
    assert first_has_ended
