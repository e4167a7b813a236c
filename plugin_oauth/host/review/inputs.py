"""The input, a URL or a file, told apart by what it is, and the subject made of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from plugin_oauth.host.documents import Document, plain, read_json, read_json_or_yaml
from plugin_oauth.host.manifest import (
    follow_manifest,
    process_manifest_response,
    read_spec_url,
)
from plugin_oauth.host.network import Network
from plugin_oauth.host.openapi import NOT_PARSED, check_version, process_spec_response
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.account import Account
from plugin_oauth.host.review.files import read_text_file
from plugin_oauth.host.review.packages import PLUGIN, SERVERS, Package, find_package
from plugin_oauth.host.review.source_code import check_folder
from plugin_oauth.host.review.sources import AGENT_PLUGINS, GETTING_STARTED
from plugin_oauth.host.review.subject import (
    MCP_STATUSES,
    Kind,
    Loader,
    NotChecked,
    Part,
    Profile,
    Subject,
)
from plugin_oauth.host.review.web import TIME_FOR_ALL, Web
from plugin_oauth.host.target import BadTarget
from plugin_oauth.host.urls import Url, is_within, read_url, root_domain
from plugin_oauth.host.wire import MOST_BYTES, Answer

_MOST_REDIRECTS = 5
MANIFEST_NAME = "ai-plugin.json"
_MCP_ENDS = ("/mcp", "/sse")


@dataclass(frozen=True)
class Options:
    """How to review, whatever the input is."""

    profile: Profile = Profile.CURRENT
    seconds: float = TIME_FOR_ALL
    settings: Part | None = None
    source: Path | None = None
    network: Network | None = None
    account: Account = field(default_factory=Account)


def find_subject(given: str, options: Options | None = None) -> Subject:
    """Return what the URL or file is; raises BadTarget if it is nothing to review."""
    options = options or Options()
    if options.source:
        check_folder(options.source)
    if given.startswith(("http://", "https://")):
        return _subject_at(given, options)
    return _subject_in(Path(given), options)


# A URL


def _subject_at(given: str, options: Options) -> Subject:
    try:
        url = read_url(given)
    except ValueError as error:
        raise BadTarget(f"{given!r} cannot be reviewed, {error}.") from None
    web = Web(options.seconds, network=(options.network or Network()).naming(given))
    kind, loaders = _look_at(url, web)
    return Subject(
        url.text,
        kind,
        loaders=loaders,
        fetcher=web,
        url=url,
        profile=options.profile,
        settings=options.settings,
        source=options.source,
        account=options.account,
    )


def _look_at(url: Url, web: Web) -> tuple[Kind, dict[str, Loader]]:
    if url.path in {"", "/"} or url.path.endswith(f"/{MANIFEST_NAME}"):
        return Kind.PLUGIN, {"manifest": _manifest_at(url), "spec": load_linked_spec}
    if url.path.rstrip("/").endswith(_MCP_ENDS):
        return Kind.MCP, {}
    try:
        answer = web.get(url.text)
    except (Failure, NotChecked) as problem:
        raise BadTarget(f"{url.text} cannot be reviewed: {problem}.") from None
    if answer.status in MCP_STATUSES:
        return Kind.MCP, {}
    return _sort_answer(url, answer)


def _sort_answer(url: Url, answer: Answer) -> tuple[Kind, dict[str, Loader]]:
    document = read_json_or_yaml(answer.text) if answer.is_success else None
    if isinstance(document, dict) and _is_manifest(document):
        return Kind.PLUGIN, {"manifest": lambda _: _manifest(answer), "spec": load_linked_spec}
    if isinstance(document, dict) and _is_openapi(document):
        return Kind.OPENAPI, {"spec": lambda subject: load_spec(subject.web, url)}
    raise BadTarget(
        f"{url.text} answers {answer.status} and is neither a manifest nor an OpenAPI document; "
        "give the plugin's origin, or the address of its manifest, OpenAPI document or MCP server."
    )


def _manifest_at(url: Url) -> Loader:
    def load(subject: Subject) -> Part:
        web = subject.web
        at_origin = url.path in {"", "/"}
        address = url.origin + web.model.manifest_path if at_origin else url.text
        return _manifest(follow_manifest(web, web.model, address))

    return load


def _manifest(answer: Answer) -> Part:
    return _part(MANIFEST_NAME, answer.url.text, process_manifest_response(answer), answer.url)


def load_linked_spec(subject: Subject) -> Part:
    """Return the document that the manifest leads to, if a host would fetch it."""
    manifest = subject.manifest
    url = manifest.url
    if url is None:
        raise NotChecked("the input is a file; give the OpenAPI document itself")
    try:
        spec_url = read_spec_url(manifest.block("api"), url)
    except Failure:
        raise NotChecked("api does not say where the OpenAPI document is (M010)") from None
    if not is_within(spec_url.host, root_domain(url.host)):
        raise NotChecked("the OpenAPI document is on another domain, so no host fetches it (D003)")
    return load_spec(subject.web, spec_url)


def load_spec(web: Web, url: Url) -> Part:
    """Return the OpenAPI document at the URL; raises Failure.

    ChatGPT may not have followed a redirect, which D007 says; one that stays on the host is
    followed here, so that the document is judged all the same.
    """
    answer = web.get(url.text)
    for _ in range(_MOST_REDIRECTS):
        if not answer.is_redirect or not is_within(answer.location.host, root_domain(url.host)):
            break
        answer = web.get(answer.location.text)
    return _part(_last(url.path), answer.url.text, process_spec_response(answer), answer.url)


# A file


def _subject_in(path: Path, options: Options) -> Subject:
    package = find_package(path)
    if package:
        kind, loaders = Kind.PACKAGE, _package_loaders(package, path)
    else:
        kind, loaders = _look_into(path)
    return Subject(
        str(path),
        kind,
        package=package,
        loaders=loaders,
        fetcher=Web(options.seconds, network=options.network) if package else None,
        profile=options.profile,
        settings=options.settings,
        source=options.source,
        account=options.account,
    )


def _package_loaders(package: Package, path: Path) -> dict[str, Loader]:
    def loader(name: str) -> Loader:
        return lambda _: _part(name, f"{path}/{name}", read_entry_object(package, name))

    has_servers = package.find(SERVERS) is not None
    return {name: loader(name) for name in (PLUGIN, SERVERS) if name == PLUGIN or has_servers}


def read_entry_object(package: Package, name: str) -> Document:
    """Return the JSON object in an entry; raises Failure."""
    content = package.read(name)
    if len(content) > MOST_BYTES:
        raise Failure(f"{name} has more than {MOST_BYTES:,} bytes", "the linter's own limit")
    document = read_json(content.decode("utf-8-sig", errors="replace"))
    if not isinstance(document, dict):
        raise Failure(f"{name} is not a JSON object", AGENT_PLUGINS)
    return document


def _look_into(path: Path) -> tuple[Kind, dict[str, Loader]]:
    document = read_json_or_yaml(read_text_file(path))
    if not isinstance(document, dict):
        document = {}
    if _is_openapi(document) or (not document and "openapi" in path.name):
        return Kind.OPENAPI, {"spec": _file_loader(path, document, check_version)}
    if _is_manifest(document) or (not document and path.name == MANIFEST_NAME):
        return Kind.MANIFEST, {"manifest": _file_loader(path, document, lambda _: None)}
    raise BadTarget(f"{path} is neither a manifest, an OpenAPI document nor a plugin package.")


def _file_loader(path: Path, document: Document, check: Callable[[Document], None]) -> Loader:
    def load(_: Subject) -> Part:
        if not document:
            raise Failure(f"{path} is not an object in JSON or YAML", GETTING_STARTED, NOT_PARSED)
        check(document)
        return _part(path.name, str(path), document)

    return load


# Both


def _is_manifest(document: Document) -> bool:
    return bool({"schema_version", "name_for_model", "name_for_human"} & document.keys())


def _is_openapi(document: Document) -> bool:
    return bool({"openapi", "swagger", "paths"} & document.keys())


def _part(name: str, uri: str, document: Document, url: Url | None = None) -> Part:
    try:
        return Part(name, uri, plain(document), url)
    except ValueError as error:
        raise Failure(f"{uri} has {error}; no host reads that", "the linter's own limit") from None


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2] or path
