"""Our app, deployed in public, takes the stand-in by its client document, read over the internet.

What the app fetches must be on the public internet, and no setting of a public deployment says
otherwise. So the test gives the stand-in such a place, outside of the app: in this process the name
stand-in.test has a public address, and a connection to that address ends at the stand-in's port, as
a router would forward it. Every check of the app is made on the name, the address and the
certificate as they are. A network namespace would do the same for root alone, and without the
databases of this machine.
"""

import socket
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from plugin_oauth.database import db
from plugin_oauth.demo import seed_demo
from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.review.account import Account
from plugin_oauth.host.review.inputs import Options, find_subject
from plugin_oauth.host.review.registry import select_rules
from plugin_oauth.host.review.run import review
from plugin_oauth.host.story import Mark, Result
from plugin_oauth.host.target import Target
from tests.conftest import both_databases
from tests.flows.deployment import BASE_URL, Deployment, deployed
from tests.processes import free_port

NAME = "stand-in.test"
# Of the block for multicast relays (RFC 7450): public to the letter, and nobody's.
ADDRESS = "192.52.193.1"


@pytest.fixture
def deployment(
    database_uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Deployment]:
    """As an operator with a private authority has it: the app trusts what SSL_CERT_FILE names."""
    monkeypatch.setenv("PLUGIN_OAUTH_INSTANCE_PATH", str(tmp_path))
    with deployed(database_uri, tmp_path) as deployment:
        monkeypatch.setenv("SSL_CERT_FILE", str(deployment.authority.path))
        yield deployment


@pytest.fixture
def port() -> int:
    """A port for the stand-in's site."""
    return free_port()


@pytest.fixture
def target(deployment: Deployment, port: int, tmp_path: Path) -> Target:
    """The stand-in knows a person, and has a name with a certificate for it."""
    with deployment.app.app_context():
        demo = seed_demo()
        db.session.commit()
    made = deployment.authority.certify(NAME)
    certificate = tmp_path / "certificate-and-key.pem"
    certificate.write_bytes(made.certificate.read_bytes() + made.key.read_bytes())
    return Target(
        BASE_URL,
        network=deployment.network,
        document_url=f"https://{NAME}",
        document_port=str(port),
        document_certificate=str(certificate),
        **asdict(demo),
    )


def resolve_to(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the stand-in's name lead to an address, for all of this process."""
    look_up = socket.getaddrinfo

    def find(host: Any, *more: Any, **options: Any) -> Any:
        return look_up(address if host == NAME else host, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", find)


def forward(port: int, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Have connections to the stand-in's public address end at its port; return where they went."""
    connected: list[Any] = []
    connect = socket.socket.connect

    def route(self: socket.socket, address: Any) -> None:
        connected.append(address)
        connect(self, ("127.0.0.1", port) if address == (ADDRESS, 443) else address)

    monkeypatch.setattr(socket.socket, "connect", route)
    return connected


def play(target: Target, profile: str) -> dict[str, Result]:
    story = PROFILES[profile].choose_drills([]).play(target, lambda _result: None)
    return {result.name: result for result in story.results}


@both_databases
@pytest.mark.requirement("deployment-client-document")
@pytest.mark.parametrize(
    ("profile", "method"), [("mcp-2026", "private_key_jwt"), ("claude", "none")]
)
def test_a_host_is_known_by_its_document(
    target: Target, port: int, profile: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(ADDRESS, monkeypatch)
    connected = forward(port, monkeypatch)
    results = play(target, profile)
    assert [(r.name, r.mark, r.failure) for r in results.values() if r.mark is not Mark.OK] == []
    said = f"the client https://{NAME}/oauth/client.json, by its document; {method}, "
    assert results["register"].sentence.startswith(said)
    assert (ADDRESS, 443) in connected


@pytest.mark.requirement("deployment-client-document")
@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254"])
def test_a_document_whose_name_leads_inside_is_not_read(
    target: Target, port: int, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(address, monkeypatch)
    connected = forward(port, monkeypatch)
    results = play(target, "mcp-2026")
    assert results["register"].mark is Mark.OK
    assert results["activate"].mark is Mark.FAIL
    assert (address, 443) not in connected


@pytest.mark.requirement("deployment-client-document")
def test_a_document_behind_another_authority_is_not_read(
    target: Target, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(ADDRESS, monkeypatch)
    connected = forward(port, monkeypatch)
    monkeypatch.delenv("SSL_CERT_FILE")
    assert play(target, "mcp-2026")["activate"].mark is Mark.FAIL
    assert (ADDRESS, 443) in connected


@pytest.mark.requirement("deployment-every-rule")
def test_the_linter_finds_nothing_in_what_is_made_of_documents_and_assertions(
    target: Target, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(ADDRESS, monkeypatch)
    forward(port, monkeypatch)
    options = Options(network=target.network, account=Account(accounts=target))
    rules = select_rules(["X006", "X007"])
    reviewed = review(find_subject(f"{BASE_URL}/mcp", options), rules)
    assert [(f.rule.id, f.message) for f in reviewed.findings] == []
    assert reviewed.passed == rules
