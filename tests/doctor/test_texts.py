"""Each check of what others read: what it passes and what it does not."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from plugin_oauth.doctor.check import Verdict
from plugin_oauth.plugin import texts
from plugin_oauth.plugin.definition import current_plugin, keep_plugin
from plugin_oauth.plugin.verification_tokens import set_verification_token
from tests.doctor.conftest import Look

OK, WARNING, FAILED = Verdict.OK, Verdict.WARNING, Verdict.FAILED


def test_gaps_are_counted_by_text(look: Look) -> None:
    finding = look("texts")
    assert finding.verdict is FAILED
    for text in texts.TEXTS:
        assert f"{text.name} (" in finding.detail


def test_texts_without_gaps_are_right(
    look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "terms.md").write_text("Of Acme.")
    monkeypatch.setattr(texts, "TEXTS", (tmp_path / "terms.md",))
    assert look("texts").verdict is OK


def test_our_images_are_known_again(look: Look) -> None:
    finding = look("images")
    assert (finding.verdict, finding.detail) == (FAILED, "Still ours: logo.png, preview.png.")


def test_other_images_are_right(app: Flask, look: Look, tmp_path: Path) -> None:
    for name in ("logo.png", "preview.png"):
        shutil.copy(Path(__file__), tmp_path / name)
    app.static_folder = str(tmp_path)
    assert look("images").verdict is OK


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, OK),
        ({"NAME_FOR_HUMAN": "Plugin OAuth"}, FAILED),
        ({"NAME_FOR_MODEL": "pluginoauth"}, FAILED),
    ],
)
def test_the_names_must_be_its_own(look: Look, changes: dict[str, Any], verdict: Verdict) -> None:
    assert look("names", **changes).verdict is verdict


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [({"description_for_human": "x" * 100}, OK), ({"description_for_human": "x" * 101}, FAILED)],
)
def test_the_manifest_is_held_against_the_rules(
    app: Flask, look: Look, changes: dict[str, Any], verdict: Verdict
) -> None:
    set_verification_token("openai", "a-token")
    keep_plugin(app, replace(current_plugin(), **changes))
    assert look("manifest").verdict is verdict


def test_a_manifest_with_addresses_on_another_domain_is_found(look: Look) -> None:
    """Only the rules that know where the manifest stands can tell."""
    set_verification_token("openai", "a-token")
    finding = look("manifest", CONTACT_EMAIL="help@elsewhere.dev")
    assert finding.verdict is WARNING
    assert "D005" in finding.detail


def test_a_verification_token_that_no_host_gave_is_a_doubt(look: Look) -> None:
    finding = look("manifest")
    assert finding.verdict is WARNING
    assert "A003" in finding.detail


def test_the_openapi_documents_keep_the_rules(look: Look) -> None:
    assert look("openapi").verdict is OK


def test_an_openapi_document_beyond_a_rule_is_found(app: Flask, look: Look) -> None:
    plugin = current_plugin()
    too_long = replace(plugin.operations[0], summary="x" * 301)
    keep_plugin(app, replace(plugin, operations=(too_long,)))
    finding = look("openapi")
    assert finding.verdict is FAILED
    assert "O004" in finding.detail


def test_the_pages_of_the_texts_answer(look: Look) -> None:
    assert look("text-pages").verdict is OK


def test_a_page_that_is_gone_is_named(app: Flask, look: Look) -> None:
    app.view_functions["pages.privacy"] = lambda: ("gone", 410)
    finding = look("text-pages")
    assert (finding.verdict, finding.detail) == (FAILED, "No page: /privacy.")
