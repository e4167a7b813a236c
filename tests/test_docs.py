"""The documents say what is: each setting, command, link and symbol in them exists."""

import importlib
import pkgutil
import re
from configparser import ConfigParser
from pathlib import Path

import click
import pytest
from flask import Flask

import plugin_oauth
from plugin_oauth.cli import COMMANDS
from plugin_oauth.settings import SETTINGS, Setting

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


def read(name: str) -> str:
    return (ROOT / name).read_text()


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_documented_with_its_sentence(setting: Setting) -> None:
    table = read("docs/settings.md").partition("\n## ")[0]
    assert table.count(f"| `{setting.name}` |") == 1
    assert setting.sentence in table


def declared() -> list[str]:
    """Return the names of the packages that setup.cfg declares."""
    parser = ConfigParser()
    parser.read(ROOT / "setup.cfg")
    lines = [parser["options"]["install_requires"], *parser["options.extras_require"].values()]
    requirements = [line for line in "\n".join(lines).split("\n") if line and line[0] != "#"]
    return sorted({re.split(r"[\[ ><=]", requirement)[0] for requirement in requirements})


@pytest.mark.parametrize("package", declared())
def test_every_dependency_is_explained(package: str) -> None:
    table = "\n".join(re.findall(r"^\| ([^|]+) \|", read("docs/dependencies.md"), re.M))
    assert re.search(rf"(^|, ){re.escape(package)}(,|$)", table, re.M)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_in_the_readme_and_its_help_has_a_sentence(name: str) -> None:
    command = COMMANDS[name].load()
    table = "\n".join(re.findall(r"^\| (`.*?) \|", read("README.md"), re.M))
    assert re.search(rf"\b{name}\b", table)
    assert command.get_short_help_str(), name
    if isinstance(command, click.Group):
        assert all(sub.get_short_help_str() for sub in command.commands.values())


SYMBOL = re.compile(r"`((?:[a-z_]+/)?[a-z_]+)\.([A-Za-z_]+)`")


def symbols() -> list[tuple[str, str]]:
    found = SYMBOL.findall(read("docs/architecture.md"))
    return [(module, name) for module, name in found if name not in {"py", "md", "cfg", "html"}]


@pytest.mark.parametrize(("module", "name"), symbols())
def test_every_symbol_in_the_walks_exists(module: str, name: str) -> None:
    rooms = [
        "",
        "doctor.",
        "users.",
        "oauth.",
        "plugin.",
        "plugin.package.",
        "plugin.calendar.",
        "plugin.tasks.",
        "plugin.http_keys.",
        "mcp.",
        "host.",
        "host.review.",
    ]
    known = {found.name for found in pkgutil.walk_packages(plugin_oauth.__path__, "plugin_oauth.")}
    candidates = [f"plugin_oauth.{room}{module.replace('/', '.')}" for room in rooms]
    modules = [importlib.import_module(path) for path in candidates if path in known]
    assert any(hasattr(found, name) for found in modules), f"{module}.{name}"


METHOD = re.compile(r"`([A-Z][A-Za-z0-9]+)\.([a-z_]+)`")


@pytest.mark.parametrize(("owner", "name"), METHOD.findall(read("docs/architecture.md")))
def test_every_method_in_the_walks_exists(owner: str, name: str) -> None:
    sources = "\n".join(path.read_text() for path in ROOT.glob("plugin_oauth/**/*.py"))
    body = re.search(rf"^class {owner}\b.*?(?=^\S|\Z)", sources, re.M | re.S)
    inherited = {("AuthorizationServer", "get_consent_grant")}
    assert (owner, name) in inherited or (body and f"def {name}(" in body[0])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_to_a_file_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|/)([^)#]+)", document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_in_backticks_exists(document: Path) -> None:
    pattern = r"`((?:plugin_oauth|tests|docs|migrations|instance)/[\w./-]+)`"
    made_later = {
        f"instance/{name}" for name in ("config.py", "secret_key", "plugin_oauth.db", "demo.env")
    }
    text = document.read_text()
    made_here = set(re.findall(r"^`(\S+)`\n\n```python$", text, re.M))  # with their content
    paths = set(re.findall(pattern, text)) - made_later - made_here
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


def test_every_page_and_document_is_reachable_from_the_first_page(app: Flask) -> None:
    page = app.test_client().get("/").text
    for path in ("/.well-known/ai-plugin.json", "/openapi.json", "/openapi-3.0.json", "/docs"):
        assert f'href="{path}"' in page
    for path in ("/.well-known/oauth-authorization-server", "/legal", "/privacy", "/terms"):
        assert f'href="{path}"' in page
