"""Our app, as the public sees it, pleases the stand-in for every host, and the linter."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from plugin_oauth.database import db
from plugin_oauth.demo import seed_demo
from plugin_oauth.host import mcp_loop
from plugin_oauth.host.masking import Masking
from plugin_oauth.host.mcp_run import McpRun
from plugin_oauth.host.plugin_model import MCP_2025_11
from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.review.account import Account
from plugin_oauth.host.review.inputs import Options, find_subject
from plugin_oauth.host.review.registry import RULES
from plugin_oauth.host.review.rules import Level
from plugin_oauth.host.review.run import review
from plugin_oauth.host.story import Mark, play
from plugin_oauth.host.target import Target
from plugin_oauth.host.wire import Wire
from plugin_oauth.plugin.verification_tokens import set_verification_token
from tests.conftest import both_databases
from tests.flows.deployment import BASE_URL, Deployment, deployed


@pytest.fixture
def deployment(
    database_uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Deployment]:
    monkeypatch.setenv("PLUGIN_OAUTH_INSTANCE_PATH", str(tmp_path))
    with deployed(database_uri, tmp_path) as deployment:
        yield deployment


@pytest.fixture
def target(deployment: Deployment) -> Target:
    with deployment.app.app_context():
        demo = seed_demo()
        db.session.commit()
    return Target(BASE_URL, network=deployment.network, **asdict(demo))


def find_token(target: Target) -> str:
    """Return an access token for the MCP server, got as a host gets one."""
    run = McpRun(target, MCP_2025_11, Wire(Masking(), network=target.network))
    play(mcp_loop.ENTRY, run, lambda _result: None)
    return run.tokens.access_token


@both_databases
@pytest.mark.requirement("deployment-every-host")
@pytest.mark.parametrize("profile", sorted(PROFILES.keys() - {"package"}))
def test_every_profile_has_nothing_to_say(target: Target, profile: str) -> None:
    story = PROFILES[profile].choose_drills([]).play(target, lambda _result: None)
    said = [(r.name, r.mark, r.failure, r.remarks) for r in story.results if r.mark is not Mark.OK]
    assert said == []


@both_databases
@pytest.mark.requirement("deployment-every-rule")
@pytest.mark.parametrize("path", ["", "/openapi.json", "/mcp"], ids=["plugin", "GPT", "MCP server"])
def test_the_linter_has_nothing_above_information(
    target: Target, deployment: Deployment, path: str
) -> None:
    """Registered at a host, which gave its verification token."""
    with deployment.app.app_context():
        set_verification_token("openai", "3f2504e04f8911d39a0c0305e82c3301")
        db.session.commit()
    options = Options(network=deployment.network, account=Account(find_token(target)))
    reviewed = review(find_subject(target.url + path, options), RULES)
    found = [(f.rule.id, f.message) for f in reviewed.findings if f.level is not Level.INFO]
    assert found == []
    called = {"D007", "T001", "T002", "T003", "T008", "T010", "X003", "X014"}
    assert path or called <= {rule.id for rule in reviewed.passed}
