"""plugin-oauth keys: the keys that sign ID tokens and signed access tokens."""

import click

from plugin_oauth.cli.context import in_app
from plugin_oauth.cli.output import as_json_option, print_json, print_table
from plugin_oauth.oauth.models import SigningKey
from plugin_oauth.oauth.signing_keys import can_sign, is_published, list_keys, rotate_keys


@click.group()
def keys() -> None:
    """Signing keys: list, rotate."""


@keys.command("list")
@as_json_option
@in_app
def list_all(as_json: bool) -> None:
    """List the keys: which sign, which are still published, which are only kept.

    \b
    Example:
      plugin-oauth keys list --json
    """
    _print(as_json)


@keys.command()
@as_json_option
@in_app
def rotate(as_json: bool) -> None:
    """Make new keys, which sign from now on.

    The old ones stay published as long as anything they signed may live; a running server follows
    within a minute.

    \b
    Example:
      plugin-oauth keys rotate
    """
    rotate_keys()
    _print(as_json)


def _print(as_json: bool) -> None:
    found = list_keys()
    if as_json:
        print_json([_record(row) for row in found])
        return
    rows = [
        [row.kid, row.algorithm, _state(row), row.created_at.isoformat(" ", "minutes")]
        for row in found
    ]
    print_table(["Key id", "Algorithm", "State", "Made"], rows, "No keys yet.")


def _state(row: SigningKey) -> str:
    if can_sign(row):
        return "signs"
    return "published" if is_published(row) else "retired"


def _record(row: SigningKey) -> dict[str, object]:
    return {
        "kid": row.kid,
        "algorithm": row.algorithm,
        "state": _state(row),
        "created_at": row.created_at.isoformat(),
        "retired_at": row.retired_at.isoformat() if row.retired_at else None,
    }
