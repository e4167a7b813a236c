"""What the directory's portal refuses in a package (OpenAI, "Plugin submission errors").

no listing, a category that is unknown, a colour that nobody sees
a name, a version or a text beyond its limit
an address that is not public https
not five cases that call a tool of the plugin and three that call none
no recording, no release notes
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from plugin_oauth.config import is_loopback
from plugin_oauth.plugin.definition import Plugin
from plugin_oauth.plugin.listing import CATEGORIES
from plugin_oauth.plugin.package.review_cases import NEGATIVE_CASES, POSITIVE_CASES, named_tools

Manifest = Mapping[str, Any]

MAXIMUM_NAME = 64
MAXIMUM_URL = 1024
MAXIMUM_CAPABILITY = 120
MAXIMUM_PROMPT = 128
MAXIMUM_TEXTS = {
    "displayName": 30,
    "shortDescription": 30,
    "longDescription": 4000,
    "developerName": 80,
}
URLS = ("websiteURL", "supportURL", "privacyPolicyURL", "termsOfServiceURL")
WHITE, DARK = "#ffffff", "#212121"
MINIMUM_CONTRAST = 2

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?")
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")


def find_refusals(plugin: Plugin, manifest: Manifest) -> list[str]:
    """Return what the portal would refuse, a sentence each; nothing if it would take the package.

    `manifest` is the plugin.json as manifests.py builds it.
    """
    return [sentence for check in CHECKS for sentence in check(plugin, manifest)]


def _listing(plugin: Plugin, manifest: Manifest) -> Iterator[str]:
    if plugin.listing is None:
        yield "The plugin has no listing: give it one (plugin_oauth.plugin.listing.Listing)."
        return
    if plugin.listing.category not in CATEGORIES:
        yield f"The category {plugin.listing.category!r} is none of {', '.join(CATEGORIES)}."
    interface = _openai(manifest)["interface"]
    for member, page in (("brandColor", WHITE), ("brandColorDark", DARK)):
        color = interface[member]
        if not _COLOR.fullmatch(color):
            yield f"{member} is {color!r}, not #RRGGBB."
        elif contrast(color, page) < MINIMUM_CONTRAST:
            yield f"{member} {color} has a contrast of less than {MINIMUM_CONTRAST}:1 to {page}."


def _name_and_version(_plugin: Plugin, manifest: Manifest) -> Iterator[str]:
    name, version = manifest["name"], manifest["version"]
    if len(name) > MAXIMUM_NAME or not _NAME.fullmatch(name):
        yield f"The name {name!r} is not lower-case letters, digits and single hyphens, at most 64."
    if not _VERSION.fullmatch(version):
        yield f"The version {version!r} is no semantic version."


def _texts(_plugin: Plugin, manifest: Manifest) -> Iterator[str]:
    interface = _openai(manifest)["interface"]
    for member, limit in MAXIMUM_TEXTS.items():
        if not 0 < len(interface.get(member, "")) <= limit:
            length = len(interface.get(member, ""))
            yield f"{member} has {length} characters, the portal takes 1 to {limit}."
    for text in interface["capabilities"]:
        if len(text) > MAXIMUM_CAPABILITY:
            yield f"The capability {text!r} has more than {MAXIMUM_CAPABILITY} characters."
    for text in interface["defaultPrompt"]:
        if len(text) > MAXIMUM_PROMPT or "@" in text:
            yield f"The prompt {text!r} is over {MAXIMUM_PROMPT} characters or mentions somebody."


def _addresses(_plugin: Plugin, manifest: Manifest) -> Iterator[str]:
    interface = _openai(manifest)["interface"]
    for member in URLS:
        if not _is_public(interface[member]):
            yield f"{member} is {interface[member]}: set BASE_URL to the public https origin."


def _cases(plugin: Plugin, manifest: Manifest) -> Iterator[str]:
    cases = _openai(manifest)["review"]["test_cases"]
    for kind, wanted in (("positive", POSITIVE_CASES), ("negative", NEGATIVE_CASES)):
        if len(cases[kind]) != wanted:
            yield f"There are {len(cases[kind])} {kind} review cases; the portal takes {wanted}."
    for name in sorted(named_tools(cases) - {operation.name for operation in plugin.operations}):
        yield f"A review case names the tool {name}, which does not exist."


def _material(_plugin: Plugin, manifest: Manifest) -> Iterator[str]:
    recording = _openai(manifest)["review"].get("demo_recording_url", "")
    if not _is_public(recording):
        yield "There is no public https address of a recording: --demo-recording-url."
    if not _openai(manifest)["publication"]["release_notes"].strip():
        yield "There are no release notes: --release-notes."


def _openai(manifest: Manifest) -> Mapping[str, Any]:
    extension: Mapping[str, Any] = manifest["extensions"]["com.openai"]
    return extension


def _is_public(url: str) -> bool:
    """Tell whether this is an https address without credentials that is not of this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_https = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    return is_https and not is_loopback(url) and len(url) <= MAXIMUM_URL


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two #RRGGBB colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    """Return the relative luminance of #RRGGBB, 0 to 1 (WCAG 2.2, "relative luminance")."""
    red, green, blue = (_linear(int(color[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    dark = 0.04045
    return channel / 12.92 if channel <= dark else float(((channel + 0.055) / 1.055) ** 2.4)


CHECKS: tuple[Callable[[Plugin, Manifest], Iterator[str]], ...] = (
    _listing,
    _name_and_version,
    _texts,
    _addresses,
    _cases,
    _material,
)
