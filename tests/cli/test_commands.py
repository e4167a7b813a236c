"""The commands that keep people, clients and verification tokens."""

import re

import pytest

from tests.cli.conftest import Cli

SECRET = re.compile(r"po_cs_[A-Za-z0-9_-]{43}")


class TestUser:
    def test_a_person_is_made_listed_and_disabled(self, cli: Cli) -> None:
        made = cli("user", "create", "Ada@Example.com", "--password", "long enough", "--json").json
        assert (made["email"], made["admin"], made["disabled"]) == ("ada@example.com", False, False)
        assert cli("user", "disable", "ADA@example.com").out == "Disabled ada@example.com.\n"
        assert cli("user", "list").out == (
            "E-mail              Role   State\n"
            "ada@example.com            disabled\n"
            "demo@example.com    admin\n"
            "friend@example.com\n"
        )

    def test_an_administrator_is_made_with_a_password_that_is_typed(self, cli: Cli) -> None:
        typed = "long enough\nlong enough\n"
        done = cli("user", "create", "ada@example.com", "--admin", typed=typed)
        assert (done.status, done.out.splitlines()[-1]) == (0, "Created ada@example.com (admin).")
        assert "long enough" not in done.out + done.err

    @pytest.mark.parametrize(
        ("arguments", "line"),
        [
            (
                ["create", "demo@example.com", "--password", "long enough"],
                "There is an account with this e-mail already.",
            ),
            (
                ["create", "ada", "--password", "long enough"],
                "Enter an e-mail address, like ada@example.com.",
            ),
            (
                ["create", "ada@example.com", "--password", "short"],
                "Choose a password of 8 to 128 characters.",
            ),
            (["disable", "nobody@example.com"], "there is no user nobody@example.com."),
        ],
    )
    def test_bad_input_is_one_line(self, cli: Cli, arguments: list[str], line: str) -> None:
        assert cli("user", *arguments).complaint == line


class TestClient:
    def test_a_client_is_made_listed_renewed_and_deleted(self, cli: Cli) -> None:
        uri = "https://site.example/cb"
        made = cli("client", "create", "--name", "My site", "--redirect-uri", uri, "--json").json
        client_id, secret = made["client_id"], made.pop("client_secret")
        assert SECRET.fullmatch(secret)
        assert cli("client", "list", "--json").json[-1] == made
        renewed = cli("client", "rotate-secret", client_id, "--json").json
        assert SECRET.fullmatch(renewed["client_secret"])
        assert renewed["client_secret"] != secret
        assert cli("client", "delete", client_id, "--yes").out == f"Deleted {client_id}.\n"
        assert client_id not in cli("client", "list").out

    def test_the_secret_is_printed_this_once(self, cli: Cli) -> None:
        done = cli("client", "create", "--name", "ChatGPT", "--host", "plugin")
        assert re.fullmatch(r"client_id:     [0-9a-f]{32}\nclient_secret: po_cs_\S{43}\n", done.out)
        assert done.err == "The secret is stored as a digest only and cannot be shown again.\n"
        assert not SECRET.search(cli("client", "list", "--json").out)

    def test_a_public_client_has_none(self, cli: Cli) -> None:
        uri = "http://127.0.0.1/cb"
        arguments = ("--name", "CLI", "--auth-method", "none", "--redirect-uri", uri)
        made = cli("client", "create", *arguments, "--json").json
        assert (made["auth_methods"], "client_secret" in made) == (["none"], False)
        assert cli("client", "rotate-secret", made["client_id"]).complaint == (
            "This client has no secret."
        )

    @pytest.mark.parametrize(
        ("arguments", "line"),
        [
            (
                ["create", "--name", "x", "--redirect-uri", "http://site.example/cb"],
                "A redirect URI over plain http must be on localhost, 127.0.0.1 or [::1].",
            ),
            (
                ["create", "--name", "x"],
                "The authorization code grant needs at least one redirect URI.",
            ),
            (["rotate-secret", "nothing"], "There is no client nothing."),
            (["delete", "nothing", "--yes"], "There is no client nothing."),
        ],
    )
    def test_bad_input_is_one_line(self, cli: Cli, arguments: list[str], line: str) -> None:
        assert cli("client", *arguments).complaint == line

    def test_neither_is_it_more_in_a_process_of_its_own(self, cli: Cli) -> None:
        assert cli.process("client", "rotate-secret", "nothing").complaint == (
            "There is no client nothing."
        )

    def test_deleting_asks_first(self, cli: Cli) -> None:
        client = cli("client", "list", "--json").json[0]
        done = cli("client", "delete", client["client_id"], typed="n\n")
        assert (done.status, "Aborted!" in done.err) == (1, True)


class TestVerificationToken:
    def test_a_token_is_set_changed_listed_and_removed(self, cli: Cli) -> None:
        steps = [
            cli("verification-token", *arguments).out
            for arguments in (
                ("list",),
                ("set", "openai", "0123456789abcdef"),
                ("set", "openai", "fedcba9876543210"),
                ("list",),
                ("remove", "openai"),
            )
        ]
        assert steps == [
            "There are no verification tokens yet.\n",
            "Added the token of openai.\n",
            "Changed the token of openai.\n",
            "Service  Token\nopenai   fedcba9876543210\n",
            "Removed the token of openai.\n",
        ]
        assert cli("verification-token", "list", "--json").json == []

    def test_removing_what_is_not_there_is_one_line(self, cli: Cli) -> None:
        done = cli("verification-token", "remove", "openai")
        assert done.complaint == "there is no token of openai."

    def test_a_token_that_cannot_stand_in_the_manifest_is_one_line(self, cli: Cli) -> None:
        assert cli("verification-token", "set", "openai", "two\nlines").complaint.startswith(
            "token: "
        )


class TestSettings:
    def test_a_wrong_setting_is_one_line(self, cli: Cli) -> None:
        done = cli.process("user", "list", ACCESS_TOKEN_LIFETIME="soon")
        assert done.complaint == (
            "ACCESS_TOKEN_LIFETIME must be a whole number of seconds (it is 'soon')."
        )

    def test_a_broken_config_file_is_one_line(self, cli: Cli) -> None:
        (cli.instance / "config.py").write_text("BASE_URL =")
        assert cli("user", "list").complaint == (
            "instance/config.py: invalid syntax (config.py, line 1)"
        )

    def test_a_place_that_was_never_set_up_is_one_line(self, fresh_cli: Cli) -> None:
        assert fresh_cli("user", "list").complaint == (
            "SECRET_KEY is not set: run `plugin-oauth init`, or set PLUGIN_OAUTH_SECRET_KEY."
        )

    def test_a_database_without_a_schema_is_one_line(self, cli: Cli) -> None:
        (cli.instance / "plugin_oauth.db").unlink()
        assert cli("user", "list").complaint == (
            "the database is not set up (no such table: users): run `plugin-oauth init`."
        )

    def test_a_database_that_is_away_is_one_line_without_its_password(self, cli: Cli) -> None:
        uri = "postgresql://me:s3cret@127.0.0.1:1/x"
        line = cli("user", "list", SQLALCHEMY_DATABASE_URI=uri).complaint
        assert line.startswith("the database cannot be used: connection")
        assert "s3cret" not in line

    def test_a_file_that_is_no_database_is_one_line(self, cli: Cli) -> None:
        (cli.instance / "plugin_oauth.db").write_text("not a database " * 100)
        assert cli("user", "list").complaint == (
            "the database cannot be used: file is not a database."
        )
