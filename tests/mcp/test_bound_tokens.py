"""A token that is bound to a key (DPoP) is worth nothing here without the proof of it."""

import pytest
from flask import Flask

from tests.conftest import StandingClock, both_databases
from tests.journey import Journey, register
from tests.mcp.conftest import Peer
from tests.oauth.proofs import Prover, bound

BOTH_ERAS = pytest.mark.parametrize("version", ["2025-11-25", "2026-07-28"])


@pytest.mark.requirement("mcp-auth-bound-token")
@both_databases
@BOTH_ERAS
@pytest.mark.usefixtures("user")
def test_a_proof_counts_once_and_the_token_alone_for_nothing(
    app: Flask, clock: StandingClock, version: str
) -> None:
    journey, prover = (
        Journey(app.test_client(), register(app, auth_methods=["none"])),
        Prover(clock),
    )
    token = bound(journey, prover)["access_token"]
    add = {"name": "createTask", "arguments": {"title": "Buy milk"}}
    holder = Peer(journey.http, version, prover.at("POST", "/mcp", token))
    thief = Peer(journey.http, version, {"Authorization": f"Bearer {token}"})
    answers = [peer.send("tools/call", add).status_code for peer in (holder, holder, thief)]
    assert answers == [200, 401, 401]
    reader = Peer(journey.http, version, prover.at("POST", "/mcp", token))
    assert len(reader.call("listTasks")["structuredContent"]["tasks"]) == 1
