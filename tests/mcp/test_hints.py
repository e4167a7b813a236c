"""What a host says beside a call: where the person is."""

from typing import Any

import pytest

from tests.mcp.conftest import Peer

VIENNA = {"country": "AT", "region": "Vienna", "timezone": "Europe/Vienna"}

PLACES: list[tuple[dict[str, Any], str | None]] = [
    ({"openai/userLocation": VIENNA}, "Europe/Vienna"),
    ({"openai/userLocation": {"country": "JP"}, "openai/locale": "de-DE"}, "Asia/Tokyo"),
    ({"openai/locale": "de-AT"}, "Europe/Vienna"),
    ({"openai/locale": "zh-Hant-TW"}, "Asia/Taipei"),
    ({"openai/locale": "de"}, None),
    ({"openai/locale": "de-XX"}, None),
    ({"openai/locale": ["de-AT"], "openai/userLocation": "Vienna"}, None),
    ({}, None),
]


@pytest.mark.parametrize(("hints", "zone"), PLACES)
def test_the_hint_chooses_the_place(peer: Peer, hints: dict[str, Any], zone: str | None) -> None:
    result = peer.ask("tools/call", {"name": "getLocalTime", "_meta": hints})
    assert result.get("structuredContent", {}).get("timezone") == zone


def test_a_place_that_the_model_names_comes_first(peer: Peer) -> None:
    params = {
        "name": "getLocalTime",
        "arguments": {"country": "JP"},
        "_meta": {"openai/userLocation": VIENNA},
    }
    assert peer.ask("tools/call", params)["structuredContent"]["timezone"] == "Asia/Tokyo"
