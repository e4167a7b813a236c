"""The kept refresh answer: opened by the refresh token alone."""

import hashlib

import pytest

from plugin_oauth.oauth.sealing import NONCE_BYTES, seal, unseal
from plugin_oauth.secret_values import Kind, digest, make_secret

TOKEN = make_secret(Kind.REFRESH_TOKEN)
ANSWER = b'{"access_token": "po_at_secret"}'
SEALED = seal(TOKEN, ANSWER, digest(TOKEN))


def test_the_token_opens_what_was_sealed_under_it() -> None:
    assert unseal(TOKEN, SEALED, digest(TOKEN)) == ANSWER


def test_the_sealed_bytes_show_nothing_and_never_repeat() -> None:
    assert b"secret" not in SEALED
    assert seal(TOKEN, ANSWER, digest(TOKEN)) != SEALED


@pytest.mark.requirement("refresh-idempotent", "rfc6819-5.1.4.1.3-digests-only")
@pytest.mark.parametrize(
    "known_to_a_thief",
    [
        digest(TOKEN).hex(),
        digest(TOKEN).decode("latin-1"),
        hashlib.sha256(digest(TOKEN)).hexdigest(),
        TOKEN.removeprefix("po_rt_"),
        TOKEN.lower(),
        "",
    ],
    ids=["digest in hex", "digest as text", "digest of it", "no prefix", "another case", "nothing"],
)
def test_whoever_has_the_database_but_not_the_token_opens_nothing(known_to_a_thief: str) -> None:
    assert unseal(known_to_a_thief, SEALED, digest(TOKEN)) is None


def test_an_answer_moved_to_another_row_is_not_opened() -> None:
    assert unseal(TOKEN, SEALED, digest("another token")) is None


@pytest.mark.parametrize("position", [0, NONCE_BYTES, -1])
def test_an_answer_that_was_changed_is_not_opened(position: int) -> None:
    changed = bytearray(SEALED)
    changed[position] ^= 1
    assert unseal(TOKEN, bytes(changed), digest(TOKEN)) is None


@pytest.mark.parametrize("length", [NONCE_BYTES, NONCE_BYTES + 15, len(SEALED) - 1])
def test_a_truncated_answer_is_not_opened(length: int) -> None:
    assert unseal(TOKEN, SEALED[:length], digest(TOKEN)) is None
