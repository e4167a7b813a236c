"""plugin-oauth doctor: what must be true before production, held against this deployment."""

import sys
from collections import Counter

import click
from flask import Flask, current_app

from plugin_oauth.cli.context import in_app
from plugin_oauth.cli.errors import fail
from plugin_oauth.cli.network_options import network_options
from plugin_oauth.cli.output import as_json_option, print_json, print_table
from plugin_oauth.config import is_loopback
from plugin_oauth.doctor.check import Deployment, Finding, Verdict, examine, exit_status
from plugin_oauth.doctor.checks import CHECKS
from plugin_oauth.host.network import Network


@click.command()
@click.option("--url", help="The public address; without it nothing is asked over the network.")
@network_options
@as_json_option
@in_app
def doctor(url: str | None, network: Network, as_json: bool) -> None:
    """Examine this deployment: settings, database, texts, and with --url its public address.

    Prints a line a check, and for what is not as it must be why and how to mend it. Exit status 0
    if nothing failed, 1 if something did, 2 if it cannot be examined. Each check is explained in
    docs/production.md.

    \b
    Examples:
      plugin-oauth doctor
      plugin-oauth doctor --url https://plugin.example.com
      plugin-oauth doctor --url https://plugin.example.com \\
        --connect-to plugin.example.com:443:127.0.0.1:8443
    """
    if url is not None:
        url = _read_url(url)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    findings = examine(Deployment(app, url, network), CHECKS)
    count = Counter(finding.verdict for finding in findings)
    if as_json:
        print_json({"findings": [_record(finding) for finding in findings], "count": count})
    else:
        _print(findings, count)
    sys.exit(exit_status(findings))


def _read_url(url: str) -> str:
    is_safe = url.startswith("https://") or (url.startswith("http://") and is_loopback(url))
    if not is_safe:
        fail(f"--url takes an https origin, like https://plugin.example.com; it is {url!r}.")
    return url.rstrip("/")


def _print(findings: list[Finding], count: Counter[Verdict]) -> None:
    rows = [[finding.verdict, finding.check.id, finding.detail] for finding in findings]
    print_table(["Verdict", "Check", "What"], rows, "No checks.")
    for finding in findings:
        if finding.verdict in {Verdict.WARNING, Verdict.FAILED}:
            click.echo(f"\n{finding.verdict}: {finding.check.id}")
            click.echo(f"  why   {finding.check.why}")
            click.echo(f"  mend  {finding.check.mend}")
    summary = ", ".join(f"{count[verdict]} {verdict}" for verdict in Verdict)
    click.echo(f"\n{summary}. Each check is explained in docs/production.md.")


def _record(finding: Finding) -> dict[str, str]:
    return {
        "id": finding.check.id,
        "verdict": finding.verdict,
        "detail": finding.detail,
        "what": finding.check.what,
        "why": finding.check.why,
        "mend": finding.check.mend,
    }
