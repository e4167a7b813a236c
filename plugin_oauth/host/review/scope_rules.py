"""Group X: which sign-in and which scopes a server and its tools say they need."""

from collections.abc import Iterator

from plugin_oauth.host.documents import Document, read_json, show
from plugin_oauth.host.review.first_requests import ask
from plugin_oauth.host.review.rules import Fault, Level
from plugin_oauth.host.review.server import Server
from plugin_oauth.host.review.server_rules import X, metadata_place
from plugin_oauth.host.review.sources import MCP_AUTHENTICATION, MCP_REFERENCE
from plugin_oauth.host.review.subject import NotChecked, Subject, Where

# Who asks, and for which scopes.
Asked = dict[str, list[str]]

# What belongs to the sign-in itself and to no tool.
_OF_THE_SIGN_IN = {"openid", "profile", "email", "offline_access"}


@X.rule(
    "013",
    Level.WARNING,
    "every tool says which sign-in it needs, in both places",
    source=f"{MCP_AUTHENTICATION}; {MCP_REFERENCE}",
    fix='Write securitySchemes: [{"type": "noauth"}] or [{"type": "oauth2", "scopes": [...]}], and '
    "the same in _meta.",
    how="securitySchemes of every tool is looked at and compared with the one in _meta.",
)
def check_security_schemes(subject: Subject) -> Iterator[Fault]:
    for tool in subject.server.tools:
        name, schemes = tool["name"], tool.get("securitySchemes")
        where = Where("tools/list", subject.server.url.text, f"{name}.securitySchemes")
        if not isinstance(schemes, list) or not all(map(_is_scheme, schemes)) or not schemes:
            yield Fault(
                f"securitySchemes of {name} is {show(schemes)}, not noauth or oauth2", where
            )
            continue
        meta = tool.get("_meta")
        mirrored = meta.get("securitySchemes") if isinstance(meta, dict) else None
        if mirrored != schemes:
            yield Fault(f"_meta of {name} does not repeat securitySchemes", where)


def _is_scheme(scheme: object) -> bool:
    if not isinstance(scheme, dict):
        return False
    has_scopes = isinstance(scheme.get("scopes", []), list)
    return scheme.get("type") in ("noauth", "oauth2") and has_scopes


@X.rule(
    "014",
    Level.WARNING,
    "every scope that is asked for is offered, enabled and needed by a tool",
    source=MCP_AUTHENTICATION,
    fix="Name the same scopes in the challenge, in both metadata documents and at the tools; leave "
    "out what no tool needs.",
    how="Scopes of the challenge, of the protected resource metadata and of the tools are compared "
    "with each other and with scopes_supported. Where a client can be registered, its scopes are "
    "looked at, and all that are offered are asked for.",
)
def check_scopes(subject: Subject) -> Iterator[Fault]:
    server = subject.server
    where = metadata_place(server, "scopes_supported")
    offered = server.metadata.get("scopes_supported")
    if not isinstance(offered, list):
        raise NotChecked("the authorization server's metadata has no scopes_supported")
    asked = _asked(server)
    reasons = []
    for check in (_enabled_faults, _needed_faults):
        try:
            yield from check(server, asked, where)
        except NotChecked as not_checked:
            reasons.append(str(not_checked))
    for who, scopes in (asked | _asked_by_tools(server)).items():
        for scope in scopes:
            if scope not in offered:
                sentence = f"{who} asks for {show(scope)}, which scopes_supported has not"
                yield Fault(sentence, where)
    if reasons:
        raise NotChecked("; ".join(reasons))


def _asked(server: Server) -> Asked:
    return {
        "the challenge": server.run.challenge.get("scope", "").split(),
        "the protected resource metadata": (server.run.resource.scopes or "").split(),
    }


def _asked_by_tools(server: Server) -> Asked:
    """Return what each tool needs; nothing where the tools cannot be listed."""
    try:
        return {tool["name"]: _scopes(tool) for tool in server.tools}
    except NotChecked:
        return {}


def _scopes(tool: Document) -> list[str]:
    schemes = tool.get("securitySchemes")
    blocks = schemes if isinstance(schemes, list) else []
    named = [block.get("scopes") for block in blocks if isinstance(block, dict)]
    return [scope for scopes in named if isinstance(scopes, list) for scope in map(str, scopes)]


def _needed_faults(server: Server, asked: Asked, where: Where) -> Iterator[Fault]:
    """Yield the scopes that a person grants for nothing."""
    needed = {scope for tool in server.tools for scope in _scopes(tool)}
    if not needed:
        raise NotChecked("no tool names its scopes (X013), so whether all are needed is not known")
    for who, scopes in asked.items():
        for scope in scopes:
            if scope not in needed | _OF_THE_SIGN_IN:
                yield Fault(f"{who} asks for {show(scope)}, which no tool needs", where)


def _enabled_faults(server: Server, asked: Asked, where: Where) -> Iterator[Fault]:
    """Yield the scopes that a client is not given, though they are asked of it."""
    wanted = list(dict.fromkeys(scope for scopes in asked.values() for scope in scopes))
    outcome = ask(server, {"scope": " ".join(wanted)})
    if wanted and outcome.find("error") == "invalid_scope":
        yield Fault(f"{' '.join(wanted)} is asked of clients, and refused as invalid_scope", where)
    client = read_json(server.register().text)
    given = client.get("scope") if isinstance(client, dict) else None
    if not isinstance(given, str):
        return  # X010 tells
    for scope in wanted:
        if scope not in {*given.split(), *_OF_THE_SIGN_IN}:
            yield Fault(f"{show(scope)} is not given to a client that registers", where)
