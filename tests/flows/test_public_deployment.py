"""Our app, as the public sees it, pleases the stand-in for every host, and the linter."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from plugin_oauth.database import db
from plugin_oauth.demo import seed_demo
from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.review.account import Account
from plugin_oauth.host.review.inputs import Options, find_subject
from plugin_oauth.host.review.registry import RULES
from plugin_oauth.host.review.rules import Level
from plugin_oauth.host.review.run import review
from plugin_oauth.host.story import Mark
from plugin_oauth.host.target import Target
from plugin_oauth.plugin.package.manifests import Submission
from plugin_oauth.plugin.verification_tokens import set_verification_token
from tests.conftest import both_databases
from tests.flows.deployment import BASE_URL, Deployment, deployed
from tests.flows.packages import write_package


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


TOKEN = "3f2504e04f8911d39a0c0305e82c3301"
# Rules that need a sign-in, by what is under review. What a client's document says is looked at
# where others can read it: test_public_client_document.py.
AT_THE_API = {"A008", "A009", "A010", "A011", "A012", "A013", "A014"}
AT_THE_SERVER = {"T001", "T002", "T003", "T008", "T010", "X003", "X004", "X008", "X011", "X014"}
CALLED = {"D007", "R001", "R002", "R003", "R004", "R005", "R006"}
SIGNED_IN = {
    "": AT_THE_API | AT_THE_SERVER | CALLED,
    "/openapi.json": AT_THE_API | CALLED | {"A015"},
    "/mcp": AT_THE_SERVER,
}


@both_databases
@pytest.mark.requirement("deployment-every-host")
@pytest.mark.parametrize("profile", sorted(PROFILES.keys() - {"package"}))
def test_every_profile_has_nothing_to_say(target: Target, profile: str) -> None:
    story = PROFILES[profile].choose_drills([]).play(target, lambda _result: None)
    said = [(r.name, r.mark, r.failure, r.remarks) for r in story.results if r.mark is not Mark.OK]
    assert said == []


@pytest.fixture
def package(deployment: Deployment, tmp_path: Path) -> Path:
    """The package as it is handed in, and the portal's token at its place."""
    with deployment.app.app_context():
        set_verification_token("openai-apps", TOKEN)
        db.session.commit()
    submission = Submission(
        demo_recording_url=f"{BASE_URL}/demo.mp4", release_notes="The first version."
    )
    return write_package(deployment.app, tmp_path, submission)


@both_databases
@pytest.mark.requirement("deployment-every-host")
def test_the_directory_has_nothing_to_say(target: Target, package: Path) -> None:
    sent = replace(target, url=str(package), challenge_token=TOKEN)
    story = PROFILES["package"].choose_drills([]).play(sent, lambda _result: None)
    said = [(r.name, r.mark, r.failure, r.remarks) for r in story.results if r.mark is not Mark.OK]
    assert said == []


@both_databases
@pytest.mark.requirement("deployment-every-rule")
def test_the_linter_has_nothing_to_say_of_the_package(
    target: Target, deployment: Deployment, package: Path
) -> None:
    options = Options(network=deployment.network, account=Account(accounts=target))
    reviewed = review(find_subject(str(package), options), RULES)
    found = [(f.rule.id, f.message) for f in reviewed.findings if f.level is not Level.INFO]
    assert found == []
    passed = {rule.id for rule in reviewed.passed}
    assert AT_THE_SERVER | {f"P00{number}" for number in range(1, 8)} <= passed


@both_databases
@pytest.mark.requirement("deployment-every-rule")
@pytest.mark.parametrize("path", ["", "/openapi.json", "/mcp"], ids=["plugin", "GPT", "MCP server"])
def test_the_linter_has_nothing_above_information(
    target: Target, deployment: Deployment, path: str
) -> None:
    """Registered at a host, which gave its verification token."""
    with deployment.app.app_context():
        set_verification_token("openai", TOKEN)
        db.session.commit()
    options = Options(network=deployment.network, account=Account(accounts=target))
    reviewed = review(find_subject(target.url + path, options), RULES)
    found = [(f.rule.id, f.message) for f in reviewed.findings if f.level is not Level.INFO]
    assert found == []
