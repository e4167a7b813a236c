"""Each example is started and used as its reader would: by its own commands, over HTTP."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import requests

from plugin_oauth.demo_accounts import read_demo
from plugin_oauth.host.profiles import PROFILES
from plugin_oauth.host.story import Mark
from plugin_oauth.host.target import Target
from tests import processes
from tests.cli.conftest import Cli, Result, run_process
from tests.journey import form_token

EXAMPLES = Path(__file__).parents[1] / "examples"


@dataclass(frozen=True)
class Example:
    """A running example, with its commands and the demo's accounts."""

    url: str
    command: Callable[..., Result]
    target: Target

    def get(self, path: str, **headers: str) -> requests.Response:
        return requests.get(f"{self.url}{path}", headers=headers, timeout=10)

    def post(self, path: str, body: dict[str, Any], **headers: str) -> requests.Response:
        return requests.post(f"{self.url}{path}", json=body, headers=headers, timeout=10)


@contextmanager
def started(name: str, folder: Path) -> Iterator[Example]:
    port = processes.free_port()
    program = [sys.executable, str(EXAMPLES / f"{name}.py")]
    cli = Cli(folder / "instance")
    environment = cli.environment(BASE_URL=f"http://localhost:{port}")

    def command(*arguments: str) -> Result:
        return run_process([*program, *arguments], environment)

    assert command("init", "--demo").status == 0
    demo = read_demo(cli.instance)
    assert demo
    with processes.serving([*program, "run"], environment, port, folder / "log") as server:
        yield Example(server.url, command, Target(url=server.url, **asdict(demo)))


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    with started("none", tmp_path_factory.mktemp("units")) as example:
        yield example


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    with started("service_http", tmp_path_factory.mktemp("stock")) as example:
        yield example


@pytest.fixture(scope="module")
def drinks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    with started("user_http", tmp_path_factory.mktemp("drinks")) as example:
        yield example


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    with started("oauth", tmp_path_factory.mktemp("books")) as example:
        yield example


@pytest.fixture(scope="module")
def token(stock: Example) -> str:
    """The service token that the shop's developer gives to a host."""
    made = stock.command("service-token", "create", "chatgpt")
    return made.out.removeprefix("service_token: ").strip()


@pytest.fixture(scope="module")
def key(drinks: Example) -> str:
    """The API key that a person gives to a host."""
    return make_api_key(drinks, "drinks.read", "drinks.write")


def is_passed(target: Target) -> bool:
    """Let the stand-in for ChatGPT go its whole way; tell whether nothing failed."""
    story = PROFILES["plugin"].play(target, lambda _result: None)
    failed = [(r.name, r.failure) for r in story.results if r.mark not in {Mark.OK, Mark.SKIP}]
    assert failed == []
    return story.passed


def csrf_token(browser: requests.Session, page: str) -> str:
    return form_token(browser.get(page, timeout=10).text)


def signed_in(example: Example) -> requests.Session:
    """Return a browser in which the demo's person has signed in."""
    browser = requests.Session()
    login = f"{example.url}/login"
    form = {"username": example.target.username, "password": example.target.password}
    token = {"csrf_token": csrf_token(browser, login)}
    assert browser.post(login, data=form | token, timeout=10).ok
    return browser


def make_api_key(example: Example, *scopes: str) -> str:
    """Make a key as a person does: sign in, fill in the form, read the page."""
    browser, page = signed_in(example), f"{example.url}/account/api-keys"
    form: dict[str, Any] = {"csrf_token": csrf_token(browser, page), "name": "A host"}
    shown = browser.post(page, data=form | {"scope": list(scopes)}, timeout=10)
    return str(re.findall(r"po_ak_[\w-]{43}", shown.text)[0])


class TestNone:
    def test_anybody_converts_units(self, units: Example) -> None:
        answer = units.get("/api/convert?value=2&unit=km&to=m")
        assert answer.json() == {"value": 2000.0, "unit": "m"}

    def test_a_wrong_credential_does_not_matter(self, units: Example) -> None:
        answer = units.get("/api/convert?value=2&unit=km&to=m", Authorization="Bearer wrong")
        assert answer.status_code == 200

    def test_units_that_do_not_match_are_explained(self, units: Example) -> None:
        answer = units.get("/api/convert?value=2&unit=km&to=kg")
        assert answer.status_code == 422
        assert answer.json()["detail"].startswith("km measures length and kg measures mass.")

    def test_a_host_goes_the_whole_way(self, units: Example) -> None:
        assert is_passed(units.target)


class TestServiceHttp:
    def test_the_host_searches_and_looks_at_an_article(self, stock: Example, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        found = stock.get("/api/articles?words=green", **headers).json()["articles"]
        assert [article["article_id"] for article in found] == ["tea-1"]
        assert stock.get("/api/articles/tea-1", **headers).json() == found[0]

    @pytest.mark.parametrize("sent", [{}, {"Authorization": "Bearer po_st_wrong"}])
    def test_another_host_gets_nothing(self, stock: Example, sent: dict[str, str]) -> None:
        answer = stock.get("/api/articles", **sent)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer realm=")

    def test_a_host_goes_the_whole_way(self, stock: Example, token: str) -> None:
        assert is_passed(replace(stock.target, token=token))


class TestUserHttp:
    def test_a_person_writes_down_a_drink_and_sees_it(self, drinks: Example, key: str) -> None:
        headers = {"Authorization": f"Basic {key}"}
        made = drinks.post("/api/drinks", {"name": "Water", "millilitres": 300}, **headers)
        assert made.status_code == 201
        assert drinks.get("/api/drinks", **headers).json() == made.json()

    def test_a_key_that_only_reads_writes_nothing(self, drinks: Example) -> None:
        headers = {"Authorization": f"Basic {make_api_key(drinks, 'drinks.read')}"}
        body: dict[str, Any] = {"name": "Water", "millilitres": 300}
        assert drinks.post("/api/drinks", body, **headers).status_code == 403

    @pytest.mark.parametrize("sent", [{}, {"Authorization": "Basic po_ak_wrong"}])
    def test_a_stranger_gets_nothing(self, drinks: Example, sent: dict[str, str]) -> None:
        answer = drinks.get("/api/drinks", **sent)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")

    def test_a_host_goes_the_whole_way(self, drinks: Example, key: str) -> None:
        assert is_passed(replace(drinks.target, token=key))


class TestOAuth:
    def test_a_host_goes_the_whole_way_sign_in_refresh_and_revocation_included(
        self, books: Example
    ) -> None:
        assert is_passed(books.target)

    @pytest.mark.parametrize("sent", [{}, {"Authorization": "Bearer po_at_wrong"}])
    def test_a_stranger_gets_nothing(self, books: Example, sent: dict[str, str]) -> None:
        answer = books.get("/api/books", **sent)
        assert answer.status_code == 401
        assert "resource_metadata=" in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_an_example_says_when_to_choose_its_form_and_how_to_start_it(path: Path) -> None:
    words = path.read_text().partition('"""\n\nfrom')[0]
    choice = words.partition("Choose `")[2].partition("\n\n")[0]
    assert choice.startswith(path.stem)
    assert len(choice.splitlines()) == 3
    assert f"python examples/{path.name} run" in words
