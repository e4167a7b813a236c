"""Group X: which sign-in and which scopes a server and its tools say they need."""

from collections.abc import Iterator

from plugin_oauth.host.documents import show
from plugin_oauth.host.review.rules import Fault, Level
from plugin_oauth.host.review.server_rules import X, metadata_place
from plugin_oauth.host.review.sources import MCP_AUTHENTICATION, MCP_REFERENCE
from plugin_oauth.host.review.subject import NotChecked, Subject, Where


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
    "every scope that is asked for is offered",
    source=MCP_AUTHENTICATION,
    fix="Name the same scopes in the challenge, in both metadata documents and at the tools.",
    how="Scopes of challenge and protected resource metadata are looked for in scopes_supported of "
    "the authorization server.",
)
def check_scopes(subject: Subject) -> Iterator[Fault]:
    server = subject.server
    offered = server.metadata.get("scopes_supported")
    if not isinstance(offered, list):
        raise NotChecked("the authorization server's metadata has no scopes_supported")
    run = server.run
    asked = {
        "the challenge": run.challenge.get("scope", ""),
        "the protected resource metadata": run.resource.scopes or "",
    }
    for who, scopes in asked.items():
        for scope in scopes.split():
            if scope not in offered:
                sentence = f"{who} asks for {show(scope)}, which scopes_supported has not"
                yield Fault(sentence, metadata_place(server, "scopes_supported"))
