"""plugin-oauth doctor: its lines, its form for machines and its exit status."""

from pathlib import Path

import pytest

from plugin_oauth.doctor.checks import CHECKS
from tests.cli.conftest import Cli


def test_a_demo_on_this_machine_is_not_ready_for_production(cli: Cli) -> None:
    done = cli("doctor")
    assert done.status == 1
    assert "BASE_URL is http://localhost:5003" in done.out
    assert "chmod" not in done.out, "the key's file is right, so nothing is said about it"
    assert "failed: demo\n  why   Its password" in done.out


def test_every_check_has_a_line_and_columns_stand_below_each_other(cli: Cli) -> None:
    lines = cli("doctor").out.split("\n\n")[0].splitlines()
    column = lines[0].index("Check")
    assert [line[column:].split()[0] for line in lines[1:]] == [check.id for check in CHECKS]


def test_machines_read_json(cli: Cli) -> None:
    done = cli("doctor", "--json")
    assert done.status == 1
    found = {finding["id"]: finding for finding in done.json["findings"]}
    assert list(found) == [check.id for check in CHECKS]
    assert found["base-url"]["verdict"] == "failed"
    assert found["issuer"]["verdict"] == "skipped"
    assert done.json["count"]["failed"] >= 2


@pytest.mark.parametrize("url", ["plugin.acme.dev", "http://plugin.acme.dev", "ftp://x", ""])
def test_an_address_that_is_no_https_origin_is_refused(cli: Cli, url: str) -> None:
    assert "--url takes an https origin" in cli("doctor", "--url", url).complaint


def test_a_wrong_setting_is_one_line(cli: Cli) -> None:
    assert "BASE_URL must be" in cli("doctor", BASE_URL="x").complaint


def test_a_database_without_a_schema_is_told_and_not_a_crash(fresh_cli: Cli) -> None:
    secret = "a secret key that is used in tests only"
    fresh_cli.instance.mkdir(parents=True)
    done = fresh_cli("doctor", SECRET_KEY=secret)
    assert done.status == 1
    assert "The database is not at the schema of this version." in done.out


def test_no_secret_is_printed(cli: Cli) -> None:
    key = Path(cli.instance, "secret_key").read_text().strip()
    uri = "postgresql://someone:a-password@127.0.0.1:1/nothing"
    done = cli("doctor", SQLALCHEMY_DATABASE_URI=uri)
    assert done.status == 1
    assert key not in done.out + done.err
    assert "a-password" not in done.out + done.err
