"""Group M: the manifest of a plugin, `/.well-known/ai-plugin.json`."""

from collections.abc import Iterator

from plugin_oauth.host.manifest import RefusedRedirect
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.logo import complain_of_logo
from plugin_oauth.host.review.manifest_schema import SCHEMA, find_manifest_breaches
from plugin_oauth.host.review.rules import Fault, Group, Level, fault
from plugin_oauth.host.review.schemas import Breach, load_schema
from plugin_oauth.host.review.sources import GETTING_STARTED, OURS
from plugin_oauth.host.review.subject import NotChecked, Part, Subject, find_url
from plugin_oauth.host.urls import read_url

M = Group("M", "manifest", "plugins of 2023")


def breaches(part: Part, rule: str) -> Iterator[Breach]:
    """Yield what the manifest's schema says under this rule."""
    found = find_manifest_breaches(part.document)
    return (breach for breach in found if breach.comment == rule)


def schema_faults(part: Part, rule: str) -> Iterator[Fault]:
    """Yield the same as faults."""
    for breach in breaches(part, rule):
        yield Fault(breach.sentence, part.at(*breach.path))


def url_faults(part: Part, *path: str) -> Iterator[Fault]:
    """Yield a fault if a text looks like a URL to the schema and yet is none."""
    value: object = part.document
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        try:
            read_url(value)
        except ValueError as error:
            yield Fault(f"{path[-1]} is no URL: {error}", part.at(*path))


@M.rule(
    "001",
    Level.ERROR,
    "the manifest is found",
    source=GETTING_STARTED,
    fix="Answer /.well-known/ai-plugin.json with 200 and a JSON object, within 15 seconds.",
    how="The manifest is fetched as ChatGPT fetched it, or read from the file, and parsed.",
)
def check_found(subject: Subject) -> Iterator[Fault]:
    try:
        subject.load("manifest")
    except RefusedRedirect:
        raise NotChecked("the manifest redirects where no host follows (D002)") from None
    except Failure as failure:
        yield fault(failure, subject.root)


@M.rule(
    "002",
    Level.ERROR,
    'schema_version is "v1"',
    source=GETTING_STARTED,
    fix='Write "schema_version": "v1".',
    how="The member is compared with the published value.",
)
def check_schema_version(subject: Subject) -> Iterator[Fault]:
    yield from schema_faults(subject.manifest, "M002")


@M.rule(
    "003",
    Level.ERROR,
    "all ten fields are present",
    source=GETTING_STARTED,
    fix="Write all ten fields: eight texts that are not empty, and the objects auth and api.",
    how="The manifest is validated against the JSON Schema ai-plugin-v1.schema.json.",
)
def check_fields(subject: Subject) -> Iterator[Fault]:
    yield from schema_faults(subject.manifest, "M003")


@M.rule(
    "004",
    Level.ERROR,
    "name_for_model is 1 to 50 letters and digits",
    source=GETTING_STARTED,
    fix="Use letters and digits only, at most 50.",
    how="Length and characters are checked; an underscore alone is a warning, as ChatGPT took it.",
    lesser=Level.WARNING,
)
def check_name_for_model(subject: Subject) -> Iterator[Fault]:
    manifest = subject.manifest
    for breach in breaches(manifest, "M004"):
        where = manifest.at(*breach.path)
        name = manifest.document["name_for_model"]
        if breach.keyword == "pattern" and name.replace("_", "").isalnum() and name.isascii():
            sentence = "name_for_model has an underscore: undocumented, though ChatGPT accepted it"
            yield Fault(sentence, where, Level.WARNING)
        else:
            yield Fault(breach.sentence, where)


@M.rule(
    "005",
    Level.ERROR,
    "name_for_human has at most 20 characters",
    source=GETTING_STARTED,
    fix="Shorten the name to 20 characters.",
    how="Characters are counted, not bytes.",
)
def check_name_for_human(subject: Subject) -> Iterator[Fault]:
    yield from schema_faults(subject.manifest, "M005")


@M.rule(
    "006",
    Level.ERROR,
    "description_for_human has at most 100 characters",
    source=GETTING_STARTED,
    fix="Shorten the description to 100 characters.",
    how="Characters are counted, not bytes.",
)
def check_description_for_human(subject: Subject) -> Iterator[Fault]:
    yield from schema_faults(subject.manifest, "M006")


@M.rule(
    "007",
    Level.ERROR,
    "description_for_model has at most 8,000 characters",
    source=GETTING_STARTED,
    fix="Shorten the description to 8,000 characters.",
    how="Characters are counted, not bytes.",
)
def check_description_for_model(subject: Subject) -> Iterator[Fault]:
    yield from schema_faults(subject.manifest, "M007")


@M.rule(
    "008",
    Level.INFO,
    'description_for_model says "Plugin for ..."',
    source=GETTING_STARTED,
    fix='Begin with "Plugin for ..." and write for the model, not what people read.',
    how="The first words are looked at, and both descriptions are compared.",
)
def check_opening(subject: Subject) -> Iterator[Fault]:
    manifest = subject.manifest
    model, human = (manifest.text(f"description_for_{reader}") for reader in ("model", "human"))
    where = manifest.at("description_for_model")
    if model and model == human:
        yield Fault("description_for_model is the same as description_for_human", where)
    elif model and not model.lower().startswith(("plugin for ", "a plugin for ")):
        yield Fault('description_for_model does not begin like "Plugin for ..."', where)


@M.rule(
    "009",
    Level.WARNING,
    "the logo is an image of about 512 x 512 pixels",
    source=GETTING_STARTED,
    fix="Serve a PNG, JPEG, WebP or SVG of 512 x 512 pixels as image/*; not a GIF.",
    how="The logo is fetched; its media type, its kind and its size are looked at.",
)
def check_logo(subject: Subject) -> Iterator[Fault]:
    manifest = subject.manifest
    faults = [*schema_faults(manifest, "M009"), *url_faults(manifest, "logo_url")]
    yield from faults
    logo = find_url(manifest.text("logo_url"))
    if faults or not logo:
        raise NotChecked("logo_url leads nowhere")
    if not subject.may_fetch(logo):
        yield Fault(f"{logo.text} is not a public https URL", manifest.at("logo_url"))
        return
    try:
        answer = subject.web.get(logo.text)
    except Failure as failure:
        yield fault(failure, manifest.at("logo_url"))
        return
    complaint = complain_of_logo(answer)
    if complaint:
        yield Fault(f"the logo {complaint}", manifest.at("logo_url"))


@M.rule(
    "010",
    Level.ERROR,
    'api.type is "openapi"',
    source=GETTING_STARTED,
    fix='Write "api": {"type": "openapi", "url": "https://..."} and nothing else.',
    how="type and url are checked; further members were dropped in 2023 and are ignored.",
    lesser=Level.INFO,
)
def check_api(subject: Subject) -> Iterator[Fault]:
    manifest = subject.manifest
    for breach in breaches(manifest, "M010"):
        words = _SPEC_URL_WORDS.get(breach.keyword, "") if breach.path[-1] == "url" else ""
        yield Fault(breach.sentence, manifest.at(*breach.path), host_words=words)
    yield from url_faults(manifest, "api", "url")
    for name in manifest.block("api"):
        if name in {"type", "url"}:
            continue
        yield Fault(f"api.{name} is ignored", manifest.at("api", name), Level.INFO)


_SPEC_URL_WORDS = {
    "required": "Localhost manifest is missing OpenAPI spec URL.",
    "pattern": "Localhost manifest OpenAPI spec URL is not a valid URL or path.",
}


@M.rule(
    "011",
    Level.ERROR,
    "contact_email is an e-mail address, legal_info_url a URL",
    source=GETTING_STARTED,
    fix="Give an address that is read, and an absolute http or https URL.",
    how="Both are checked by form; nothing is sent there.",
)
def check_contacts(subject: Subject) -> Iterator[Fault]:
    yield from schema_faults(subject.manifest, "M011")
    yield from url_faults(subject.manifest, "legal_info_url")


@M.rule(
    "012",
    Level.WARNING,
    "no unknown members",
    source=OURS,
    fix="Take the member out; a misspelt name is the usual cause.",
    how="The names at the top are compared with the ten fields.",
)
def check_unknown(subject: Subject) -> Iterator[Fault]:
    manifest = subject.manifest
    known = load_schema(SCHEMA)["properties"]
    for name in manifest.document:
        if name not in known:
            yield Fault(f"{name!r} is no field of a manifest", manifest.at(name))
