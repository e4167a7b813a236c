"""Every text of a plugin that reaches the model or a listing, with its place."""

from collections.abc import Iterator
from dataclasses import dataclass

from plugin_oauth.host.review.operations import (
    Placed,
    find_operations,
    find_parameters,
    find_schemas,
)
from plugin_oauth.host.review.subject import NotChecked, Part, Subject, Where

# Members of plugin.json under extensions.com.openai.interface that the directory shows.
LISTED = ("displayName", "shortDescription", "longDescription", "developerName")


@dataclass(frozen=True)
class Said:
    """One text. A listing is what people choose a plugin by; `is_name` is the plugin's own."""

    text: str
    where: Where
    is_listing: bool = False
    is_name: bool = False


def find_texts(subject: Subject) -> list[Said]:
    """Return the texts of all parts at hand; raises NotChecked if there is no part."""
    manifest, spec = subject.find("manifest"), subject.find("spec")
    package = subject.find("plugin.json")
    texts: list[Said] = []
    if manifest:
        texts += _manifest_texts(manifest)
    if spec:
        texts += _spec_texts(spec)
    if package:
        texts += _package_texts(package)
    if not texts:
        raise NotChecked("no text of the plugin could be read")
    return texts


def _manifest_texts(manifest: Part) -> Iterator[Said]:
    for name in ("name_for_human", "description_for_human", "description_for_model"):
        text, is_listing = manifest.text(name), name.endswith("for_human")
        yield Said(text, manifest.at(name), is_listing, is_name=name == "name_for_human")


def _spec_texts(spec: Part) -> Iterator[Said]:
    whole = Placed(spec, (), spec.document)
    info = whole.member("info")
    yield Said(info.text("description"), info.at("description"))
    for operation in find_operations(spec):
        for name in ("summary", "description"):
            yield Said(operation.text(name), operation.at(name))
        for parameter in find_parameters(operation):
            yield Said(parameter.text("description"), parameter.at("description"))
    for schema in find_schemas(spec):
        yield Said(schema.text("description"), schema.at("description"))


def _package_texts(package: Part) -> Iterator[Said]:
    whole = Placed(package, (), package.document)
    yield Said(whole.text("description"), whole.at("description"), is_listing=True)
    listing = whole.member("extensions").member("com.openai").member("interface")
    for name in LISTED:
        is_name = name == "displayName"
        yield Said(listing.text(name), listing.at(name), is_listing=True, is_name=is_name)
    for name in ("capabilities", "defaultPrompt"):
        items = listing.value.get(name)
        for index, text in enumerate(items if isinstance(items, list) else []):
            if isinstance(text, str):
                yield Said(text, listing.at(name, str(index)), is_listing=True)
