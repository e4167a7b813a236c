"""plugin-oauth user: the people who may sign in."""

import click
from sqlalchemy import select

from plugin_oauth.audit import Event, record_event
from plugin_oauth.cli.context import in_app
from plugin_oauth.cli.errors import fail
from plugin_oauth.cli.output import as_json_option, print_json, print_table
from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.users.accounts import create_user, find_user
from plugin_oauth.users.models import User
from plugin_oauth.users.session import end_all_sessions


@click.group()
def user() -> None:
    """People who may sign in: create, list, disable."""


@user.command()
@click.argument("email")
@click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help="8 to 128 characters. Asked for if left out, so that it stays out of the shell's history.",
)
@click.option("--admin", is_flag=True, help="May allow clients to administer the plugin.")
@as_json_option
@in_app
def create(email: str, password: str, admin: bool, as_json: bool) -> None:
    """Create the account EMAIL.

    \b
    Example:
      plugin-oauth user create ada@example.com --admin
    """
    made = create_user(email, password, is_admin=admin)
    if as_json:
        print_json(_record(made))
    else:
        click.echo(f"Created {made.email}{' (admin)' if made.is_admin else ''}.")


@user.command("list")
@as_json_option
@in_app
def list_users(as_json: bool) -> None:
    """List the people who have an account.

    \b
    Example:
      plugin-oauth user list --json
    """
    query = select(User).where(User.email.is_not(None)).order_by(User.email)
    records = [_record(found) for found in db.session.scalars(query)]
    if as_json:
        print_json(records)
        return
    rows = [
        [str(r["email"]), "admin" if r["admin"] else "", "disabled" if r["disabled"] else ""]
        for r in records
    ]
    print_table(["E-mail", "Role", "State"], rows, "There are no users yet.")


@user.command()
@click.argument("email")
@in_app
def disable(email: str) -> None:
    """Disable the account EMAIL: its sessions and tokens end at once.

    \b
    Example:
      plugin-oauth user disable ada@example.com
    """
    found = find_user(email)
    if found is None:
        fail(f"there is no user {email}.")
    found.disabled_at = found.disabled_at or now()
    end_all_sessions(found.id)
    record_event(Event.ACCOUNT_DISABLED, user_id=found.id)
    click.echo(f"Disabled {found.email}.")


def _record(found: User) -> dict[str, object]:
    return {
        "id": str(found.id),
        "email": found.email,
        "admin": found.is_admin,
        "disabled": found.disabled_at is not None,
        "created_at": found.created_at.isoformat(),
    }
