"""Server processes for tests: started on a free port, waited for, and always ended."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STARTS_WITHIN = 30  # seconds
STOPS_WITHIN = 20


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@dataclass(frozen=True)
class Server:
    """A running server, in a process group of its own, with what it wrote so far."""

    process: "subprocess.Popen[bytes]"
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def output(self) -> str:
        return self.log.read_text()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop and return its exit status."""
        self.process.send_signal(how)
        return self.process.wait(STOPS_WITHIN)

    def has_orphans(self) -> bool:
        """Tell whether any process of its group is still there, after a moment to end."""
        end = time.monotonic() + STOPS_WITHIN
        while time.monotonic() < end:
            try:
                os.killpg(self.process.pid, 0)
            except ProcessLookupError:
                return False
            time.sleep(0.05)
        return True


@contextmanager
def serving(
    command: Sequence[str], environment: Mapping[str, str], port: int, log: Path
) -> Iterator[Server]:
    """Give the server once its port answers; fails with its output if it never does."""
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 -- our own command
            [*command, "--bind", f"127.0.0.1:{port}"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_heed_ctrl_c,  # noqa: PLW1509 -- nothing here has threads at that moment
        )
    server = Server(process, port, log)
    try:
        _wait(server)
        yield server
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(STOPS_WITHIN)


def _heed_ctrl_c() -> None:
    """Let Ctrl-C end the server where it is ignored, too: in the background of a script."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _wait(server: Server) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        if server.process.poll() is not None:
            raise AssertionError(f"it ended at once: {server.output}")
        try:
            socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"it does not answer: {server.output}")
