"""plugin-oauth lint: a URL or a file held against the rules of its hosts; needs no app of ours."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from plugin_oauth.cli.account_options import account_options, find_demo_values
from plugin_oauth.cli.errors import fail
from plugin_oauth.cli.network_options import network_options
from plugin_oauth.cli.output import print_table
from plugin_oauth.host.review.account import Account
from plugin_oauth.host.review.html_report import as_html
from plugin_oauth.host.review.inputs import Options, find_subject
from plugin_oauth.host.review.json_report import as_json
from plugin_oauth.host.review.registry import RULES, UnknownRule, find_rule, select_rules
from plugin_oauth.host.review.rules import Rule
from plugin_oauth.host.review.run import Review, review
from plugin_oauth.host.review.sarif_report import as_sarif
from plugin_oauth.host.review.settings import read_settings
from plugin_oauth.host.review.subject import Profile, Subject
from plugin_oauth.host.review.text_report import explain, print_review
from plugin_oauth.host.review.web import TIME_FOR_ALL
from plugin_oauth.host.target import BadTarget, Target

ENVIRONMENT = "PLUGIN_OAUTH_LINT"


def _explain(context: click.Context, _: click.Parameter, rule_id: str | None) -> None:
    """Print the rule and leave: no input is needed for it."""
    if rule_id is None:
        return
    try:
        click.echo(explain(find_rule(rule_id)))
    except UnknownRule as error:
        fail(str(error))
    context.exit()


def _list_rules(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Print all rules and leave."""
    if wanted:
        rows = [(rule.id, rule.levels, rule.title, rule.source) for rule in RULES]
        print_table(("ID", "LEVEL", "RULE", "SOURCE"), rows, nothing="")
        context.exit()


@click.command(context_settings={"auto_envvar_prefix": ENVIRONMENT})
@click.argument("url_or_file")
@click.option("--select", multiple=True, metavar="ID", help="Only this rule or group (a letter).")
@click.option("--ignore", multiple=True, metavar="ID", help="Not this rule or group.")
@click.option(
    "--profile",
    type=click.Choice([profile.value for profile in Profile]),
    default=Profile.CURRENT.value,
    show_default=True,
    help="Whose limits: today's, or the tightest, of May 2023.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
)
@click.option(
    "--report",
    type=click.File("w", encoding="utf-8", errors="replace", lazy=True),
    metavar="FILE.html",
    help="Write the pre-submission report, a page that stands alone.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=1),
    default=TIME_FOR_ALL,
    show_default=True,
    help="The time for everything that is fetched.",
)
@click.option(
    "--gpt-settings",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="What was typed into ChatGPT's editor for a GPT: JSON or YAML.",
)
@click.option(
    "--source",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="The plugin's own source code, to be searched (R006).",
)
@click.option("--token", default="", help="An access token for the MCP server, got elsewhere.")
@click.option("--api-token", default="", help="The same for the API.")
@account_options
@network_options
@click.option(
    "--explain",
    metavar="ID",
    is_eager=True,
    expose_value=False,
    callback=_explain,
    help="Tell about one rule and exit.",
)
@click.option(
    "--rules",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_rules,
    help="List all rules and exit.",
)
def lint(
    url_or_file: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    form: str,
    accounts: dict[str, Any],
    **given: Any,
) -> None:
    """Hold a plugin against the rules of its hosts.

    URL_OR_FILE is a plugin's address, its manifest, its OpenAPI document or its package (a ZIP or
    a folder), or an MCP server. Exit status 0 if there is no error, 1 if there is one, 2 for bad
    input.

    Some rules need a person who signs in (--username, --password), for a plugin or a GPT as a
    client made beforehand; without them they are listed as not checked. For the demo on this
    machine none is needed. What is made at the server, a client or tokens, is undone at the end,
    as far as the server lets us. Every option can be given as PLUGIN_OAUTH_LINT_<OPTION>.

    \b
    Examples:
      plugin-oauth lint https://plugin.example.com
      plugin-oauth lint plugin.zip --report review.html
      plugin-oauth lint openapi.yaml --profile strict-2023 --format json
      plugin-oauth lint --explain M004
    """
    try:
        rules = select_rules(select, ignore)
        settings = given["gpt_settings"]
        options = Options(
            profile=Profile(given["profile"]),
            seconds=given["seconds"],
            settings=read_settings(settings) if settings else None,
            source=given["source"],
            network=given["network"],
            account=_find_account(url_or_file, given, accounts),
        )
        subject = find_subject(url_or_file, options)
    except (BadTarget, UnknownRule) as error:
        fail(str(error))
    began = datetime.now(UTC)
    reviewed = _review(subject, rules)
    if not any(outcome.passed or outcome.findings for outcome in reviewed.outcomes):
        fail(_nothing_checked(reviewed))
    if given["report"]:
        given["report"].write(as_html(reviewed, began))
    PRINTERS[form](reviewed)
    sys.exit(reviewed.exit_status)


def _find_account(location: str, given: dict[str, Any], accounts: dict[str, Any]) -> Account:
    """Return what was given; raises BadTarget. At the demo on this machine, its accounts."""
    known = find_demo_values(location) | accounts
    return Account(given["token"], given["api_token"], Target("", **known))


def _review(subject: Subject, rules: list[Rule]) -> Review:
    """Review; whoever watches a terminal sees which rule it is at."""
    progress = Console(stderr=True)
    if not progress.is_terminal:
        return review(subject, rules)
    with progress.status("") as status:
        return review(subject, rules, tell=lambda rule: status.update(f"{rule.id} {rule.title}"))


def _nothing_checked(reviewed: Review) -> str:
    reasons = "; ".join(reviewed.not_checked) or "no rule was selected"
    return f"nothing of {reviewed.name} could be checked: {reasons}."


def _print_text(reviewed: Review) -> None:
    console = Console(no_color="NO_COLOR" in os.environ or None, highlight=False)
    print_review(console, reviewed)


def _print_json(reviewed: Review) -> None:
    click.echo(json.dumps(as_json(reviewed), indent=2))


def _print_sarif(reviewed: Review) -> None:
    click.echo(json.dumps(as_sarif(reviewed), indent=2))


PRINTERS = {"text": _print_text, "json": _print_json, "sarif": _print_sarif}
