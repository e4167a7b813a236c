"""plugin-oauth flow and audit: what the flight recorder and the audit log have kept."""

import click
from flask import current_app

from plugin_oauth.audit import AuditEvent, list_events
from plugin_oauth.cli.context import in_app
from plugin_oauth.cli.errors import fail
from plugin_oauth.cli.output import as_json_option, print_json, print_table
from plugin_oauth.oauth.flows import StoredFlow, find_flow, latest_flows

limit_option = click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="How many."
)


@click.command()
@click.argument("flow_id", required=False)
@limit_option
@as_json_option
@in_app
def flow(flow_id: str | None, limit: int, as_json: bool) -> None:
    """Print the flow FLOW_ID step by step, or the latest flows.

    An error that a client or a person is shown ends in "(flow ID)" while FLIGHT_RECORDER is on.

    \b
    Example:
      plugin-oauth flow k3f9ab
    """
    if flow_id is None:
        _print_latest(latest_flows(limit), as_json=as_json)
        return
    found = find_flow(flow_id)
    if found is None:
        fail(f"there is no flow {flow_id}, or it was too long ago to be kept.")
    if as_json:
        print_json(_flow_record(found))
        return
    click.echo(f"flow {found.id}: {found.endpoint}, client {found.client_id or 'unknown'}")
    for step in found.steps:
        click.echo(f"{step.at:%H:%M:%S}  {step.decision:<8}  {step.reason}: {step.sentence}")
        for name, value in step.seen.items():
            click.echo(f"          {'':<8}    {name} = {value}")


def _print_latest(found: list[StoredFlow], *, as_json: bool) -> None:
    if as_json:
        print_json([_flow_record(one) for one in found])
        return
    is_on = current_app.config["FLIGHT_RECORDER"]
    nothing = "No flows yet." if is_on else "The flight recorder is off (FLIGHT_RECORDER)."
    rows = [
        [
            one.id,
            one.began_at.isoformat(" ", "seconds"),
            one.endpoint,
            one.client_id or "-",
            f"{one.steps[-1].decision}: {one.steps[-1].reason}" if one.steps else "-",
        ]
        for one in found
    ]
    print_table(["Flow", "Began", "At", "Client", "Last step"], rows, nothing)


def _flow_record(found: StoredFlow) -> dict[str, object]:
    return {
        "id": found.id,
        "endpoint": found.endpoint,
        "client_id": found.client_id,
        "began_at": found.began_at.isoformat(),
        "steps": [
            {
                "at": step.at.isoformat(),
                "step": step.step,
                "decision": step.decision,
                "reason": step.reason,
                "sentence": step.sentence,
                "seen": step.seen,
            }
            for step in found.steps
        ],
    }


@click.command()
@limit_option
@as_json_option
@in_app
def audit(limit: int, as_json: bool) -> None:
    """List the newest security events: who did what, and never a secret.

    \b
    Example:
      plugin-oauth audit --limit 20
    """
    records = [_event_record(event) for event in list_events(limit)]
    if as_json:
        print_json(records)
        return
    rows = [[str(value) if value is not None else "-" for value in r.values()] for r in records]
    columns = ["At", "Event", "Times", "User id", "Client id", "Reason"]
    print_table(columns, rows, "No events yet.")


def _event_record(event: AuditEvent) -> dict[str, object]:
    return {
        "at": event.at.isoformat(),
        "event": event.event,
        "count": event.count,
        "user_id": str(event.user_id) if event.user_id else None,
        "client_id": event.client_id,
        "reason": event.reason,
    }
