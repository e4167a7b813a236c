"""The app as it is put together: any number of them, behind proxies, under its own name only."""

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from plugin_oauth.app import create_app
from tests.databases import SECRET_KEY


def test_two_apps_in_one_process_keep_apart(database_uri: str) -> None:
    base = {"SECRET_KEY": SECRET_KEY, "SQLALCHEMY_DATABASE_URI": database_uri}
    apps = [create_app(base | {"NAME_FOR_HUMAN": name}) for name in ("One", "Two")]
    pages = [app.test_client().get("/").text for app in apps]
    assert ["<h1>One</h1>" in pages[0], "<h1>Two</h1>" in pages[1]] == [True, True]


@pytest.mark.parametrize("settings", [{"BASE_URL": "https://plugin.example.com"}])
class TestHosts:
    """What the Host header says decides nothing: all addresses come from BASE_URL."""

    @pytest.mark.parametrize("path", ["/", "/login", "/token", "/.well-known/ai-plugin.json"])
    @pytest.mark.parametrize("host", ["evil.example", "plugin.example.com.evil.example", "a b", ""])
    def test_a_foreign_host_is_refused_without_an_echo(
        self, client: FlaskClient, path: str, host: str
    ) -> None:
        answer = client.get(path, headers={"Host": host})
        assert answer.status_code == 400
        assert "evil" not in answer.text

    def test_documents_name_the_public_origin(self, client: FlaskClient) -> None:
        metadata = client.get(
            "/.well-known/oauth-authorization-server", base_url="http://plugin.example.com:8080"
        ).json
        assert metadata
        assert metadata["issuer"] == "https://plugin.example.com"
        assert metadata["token_endpoint"] == "https://plugin.example.com/token"

    def test_the_way_to_the_login_stays_on_the_origin_it_was_asked_on(
        self, client: FlaskClient
    ) -> None:
        location = client.get("/tasks", base_url="http://plugin.example.com").location
        assert location == "/login?next=%2Ftasks"


@pytest.mark.parametrize("host", ["localhost:5003", "127.0.0.1:5003", "localhost", "127.0.0.1"])
def test_on_loopback_both_names_of_this_machine_will_do(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


class TestProxies:
    """X-Forwarded-* is believed of as many proxies as there are, and no more."""

    @staticmethod
    def seen(app: Flask, **headers: str) -> tuple[str, str]:
        """Return the scheme and the address the app sees."""
        names = {f"X-Forwarded-{name.title()}": value for name, value in headers.items()}
        app.add_url_rule("/seen", view_func=lambda: [request.scheme, str(request.remote_addr)])
        scheme, address = app.test_client().get("/seen", headers=names).get_json()
        return scheme, address

    @pytest.mark.parametrize(
        ("hops", "seen_as"),
        [
            (0, ("http", "127.0.0.1")),
            (1, ("https", "198.51.100.2")),
            (2, ("http", "198.51.100.1")),
        ],
    )
    def test_the_caller_is_who_the_last_trusted_proxy_saw(
        self, database_uri: str, hops: int, seen_as: tuple[str, str]
    ) -> None:
        app = create_app(
            {
                "SECRET_KEY": SECRET_KEY,
                "SQLALCHEMY_DATABASE_URI": database_uri,
                "TRUSTED_PROXIES": hops,
            }
        )
        forwarded = {"for": "6.6.6.6, 198.51.100.1, 198.51.100.2", "proto": "http, https"}
        assert self.seen(app, **forwarded) == seen_as
