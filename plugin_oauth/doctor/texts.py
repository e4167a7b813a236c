"""Checks of what others read: gaps in the texts, logo, names, and the documents of hosts."""

import json
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import current_app

from plugin_oauth.doctor.check import Breach, Check, Deployment, warning
from plugin_oauth.host.review.registry import RULES
from plugin_oauth.host.review.rules import Finding, Level
from plugin_oauth.host.review.run import review
from plugin_oauth.host.review.subject import Kind, Part, Subject
from plugin_oauth.host.urls import read_url
from plugin_oauth.plugin.definition import current_plugin
from plugin_oauth.plugin.manifest import build_manifest
from plugin_oauth.plugin.openapi import build_openapi
from plugin_oauth.plugin.texts import find_gaps
from plugin_oauth.plugin.verification_tokens import manifest_tokens
from plugin_oauth.settings import SETTINGS

# Ours, as they come: a fork has its own.
OUR_IMAGES = {
    "logo.png": "5d5e29468a3afae3aadf59d3dbbb1d509fba64ef23ed681fca090c1c742c2889",
    "preview.png": "3ff260eeb525929b8d1c4c041088cf2a336a58af205ac8611f0ef80948b1aad5",
}
TEXT_PAGES = ("/legal", "/privacy", "/terms")
MOST_NAMED = 3
UP_TO_A_HOST = {"A003"}  # its verification token: many hosts give out none


def texts(_deployment: Deployment) -> Breach | None:
    count = Counter(text for text, _gap in find_gaps())
    if not count:
        return None
    told = ", ".join(f"{text} ({gaps})" for text, gaps in count.items())
    return Breach(f"Gaps are left: {told}.")


def images(deployment: Deployment) -> Breach | None:
    folder = Path(str(deployment.app.static_folder))
    ours = [
        name
        for name, digest in OUR_IMAGES.items()
        if sha256((folder / name).read_bytes()).hexdigest() == digest
    ]
    return Breach(f"Still ours: {', '.join(ours)}.") if ours else None


def names(deployment: Deployment) -> Breach | None:
    defaults = {setting.name: setting.default for setting in SETTINGS}
    chosen = ("NAME_FOR_HUMAN", "NAME_FOR_MODEL")
    same = [name for name in chosen if deployment.app.config[name] == defaults[name]]
    return Breach(f"Still unchanged: {', '.join(same)}.") if same else None


def manifest(deployment: Deployment) -> Breach | None:
    document = build_manifest(current_plugin(), deployment.app.config, manifest_tokens())
    return _held_against_rules("manifest", Kind.MANIFEST, "ai-plugin.json", document)


def openapi(deployment: Deployment) -> Breach | None:
    for dialect in ("3.1.0", "3.0.3"):
        document = build_openapi(current_plugin(), deployment.app.config, dialect)
        breach = _held_against_rules("spec", Kind.OPENAPI, f"OpenAPI {dialect}", document)
        if breach:
            return breach
    return None


def _held_against_rules(part: str, kind: Kind, name: str, document: Any) -> Breach | None:
    """Hold a document against the linter's rules, as a host would read it."""
    read = json.loads(json.dumps(document))
    url = read_url(current_app.config["BASE_URL"])
    subject = Subject(name, kind, {part: lambda _: Part(name, name, read, url)}, url=url)
    found = [f for f in review(subject, RULES).findings if f.level is not Level.INFO]
    errors = [f for f in found if f.level is Level.ERROR and f.rule.id not in UP_TO_A_HOST]
    if errors:
        return Breach(_told(errors))
    return warning(_told(found)) if found else None


def _told(findings: list[Finding]) -> str:
    return "; ".join(f"{f.rule.id} {f.where}: {f.message}" for f in findings[:MOST_NAMED]) + "."


def pages(_deployment: Deployment) -> Breach | None:
    client = current_app.test_client()
    base_url = current_app.config["BASE_URL"]
    missing = [p for p in TEXT_PAGES if client.get(p, base_url=base_url).status_code != 200]  # noqa: PLR2004 -- OK
    return Breach(f"No page: {', '.join(missing)}.") if missing else None


TEXT_CHECKS = (
    Check(
        id="texts",
        what="Nothing is left to fill in in the texts for people.",
        why="They say who answers for the plugin; a gap says that nobody does.",
        mend="Replace every [[...]] in the files named.",
        look=texts,
    ),
    Check(
        id="images",
        what="Logo and preview picture are your own.",
        why="Hosts show them beside your name; ours are plugin_oauth's.",
        mend="Replace logo.png (512 x 512), icon.svg and preview.png (1200 x 630) in static/.",
        look=images,
    ),
    Check(
        id="names",
        what="The plugin has a name of its own.",
        why="People and models tell plugins apart by their names.",
        mend="Set NAME_FOR_HUMAN (20 characters) and NAME_FOR_MODEL (50).",
        look=names,
    ),
    Check(
        id="manifest",
        what="The manifest keeps the limits of hosts.",
        why="A host refuses a manifest beyond them, with few words.",
        mend="plugin-oauth lint --rules RULE says what each rule wants.",
        look=manifest,
    ),
    Check(
        id="openapi",
        what="The OpenAPI documents keep the limits of hosts.",
        why="The GPT editor skips operations it does not like, silently.",
        mend="plugin-oauth lint --rules RULE says what each rule wants.",
        look=openapi,
    ),
    Check(
        id="text-pages",
        what="The legal, privacy and terms pages answer.",
        why="A public GPT and every submission need their addresses.",
        mend="Give them back: routes named legal, privacy and terms in plugin/pages.py.",
        look=pages,
    ),
)
