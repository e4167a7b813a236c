"""A person's items can be attached to a conversation by whoever may read them."""

import json
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from plugin_oauth.users.models import CurrentUser
from tests.mcp.conftest import HANDSHAKE, Bearer, Peer


def make_task(peer: Peer, title: str = "Call the dentist") -> str:
    """Return the address of a new task."""
    return f"task://{peer.call('createTask', title=title)['structuredContent']['id']}"


def listed(peer: Peer) -> list[str]:
    uris = [resource["uri"] for resource in peer.ask("resources/list")["resources"]]
    return [uri for uri in uris if uri.startswith("task://")]


@pytest.fixture
def other(client: FlaskClient, other_user: CurrentUser, bearer: Bearer) -> Peer:
    return Peer(client, HANDSHAKE, bearer(other_user, "tasks.read", "tasks.write"))


@pytest.mark.requirement("mcp-resources-list")
def test_a_persons_items_are_listed_by_their_title(peer: Peer) -> None:
    uri = make_task(peer)
    [resource] = [r for r in peer.ask("resources/list")["resources"] if r["uri"] == uri]
    assert resource["title"] == "Call the dentist"
    assert resource["mimeType"] == "application/json"


@pytest.mark.requirement("mcp-resources-read")
def test_an_item_is_read_by_its_address(peer: Peer) -> None:
    uri = make_task(peer)
    [contents] = peer.ask("resources/read", {"uri": uri})["contents"]
    assert (contents["uri"], contents["mimeType"]) == (uri, "application/json")
    assert json.loads(contents["text"])["title"] == "Call the dentist"


def test_a_note_is_read_as_markdown(peer: Peer) -> None:
    note = peer.call("createNote", title="Hens", text="They lay *eggs*.")["structuredContent"]
    [contents] = peer.ask("resources/read", {"uri": f"note://{note['id']}"})["contents"]
    assert contents["mimeType"] == "text/markdown"
    assert contents["text"] == "# Hens\n\nThey lay *eggs*."


@pytest.mark.requirement("mcp-resources-templates")
def test_each_kind_of_item_has_a_template(peer: Peer) -> None:
    templates = peer.ask("resources/templates/list")["resourceTemplates"]
    assert [template["uriTemplate"] for template in templates] == ["task://{id}", "note://{id}"]


@pytest.mark.requirement("mcp-resources-not-found")
@pytest.mark.parametrize("uri", ["task://no-id", "note://", "https://example.com/", ""])
def test_what_is_not_there_is_an_error_that_names_it(peer: Peer, uri: object) -> None:
    error = peer.send("resources/read", {"uri": uri}).get_json()["error"]
    assert (error["code"], error["data"]) == (-32602, {"uri": str(uri)})


def test_nobody_reads_or_sees_what_is_anothers(peer: Peer, other: Peer) -> None:
    uri = make_task(other)
    foreign = peer.send("resources/read", {"uri": uri}).get_json()["error"]
    unknown = peer.send("resources/read", {"uri": f"task://{uuid4()}"}).get_json()["error"]
    assert (foreign["code"], foreign["message"]) == (unknown["code"], unknown["message"])
    assert uri not in listed(peer)


@pytest.mark.requirement("mcp-resources-scopes")
def test_a_token_that_does_not_reach_them_lists_none_and_reads_none(
    client: FlaskClient, user: CurrentUser, bearer: Bearer, peer: Peer
) -> None:
    uri = make_task(peer)
    little = Peer(client, HANDSHAKE, bearer(user, "email"))
    answer = little.send("resources/read", {"uri": uri})
    assert listed(little) == []
    assert answer.status_code == 403
    assert 'scope="tasks.read email"' in answer.headers["WWW-Authenticate"]


def test_there_is_one_page(peer: Peer) -> None:
    assert "nextCursor" not in peer.ask("resources/list")
    error = peer.send("resources/list", {"cursor": "x"}).get_json()["error"]
    assert error["code"] == -32602


def test_at_most_fifty_of_a_kind_are_listed(peer: Peer) -> None:
    for number in range(51):
        make_task(peer, f"Task {number}")
    assert len(listed(peer)) == 50


class TestWithoutSignIn:
    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"MCP_AUTH": "mixed"}

    @pytest.fixture
    def stranger(self, client: FlaskClient) -> Peer:
        return Peer(client, HANDSHAKE)

    def test_a_stranger_sees_no_items(self, peer: Peer, stranger: Peer) -> None:
        make_task(peer)
        assert listed(stranger) == []

    def test_a_stranger_is_told_to_sign_in_to_read_one(self, peer: Peer, stranger: Peer) -> None:
        answer = stranger.send("resources/read", {"uri": make_task(peer)})
        assert answer.status_code == 401
        assert "resource_metadata=" in answer.headers["WWW-Authenticate"]
