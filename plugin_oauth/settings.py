"""The table of settings: a row for each, with its default, the rule it must pass and a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from plugin_oauth.setting_rules import (
    Rule,
    database_uri,
    model_name,
    one_of,
    origin,
    origins,
    rate,
    seconds_from,
    secret_key,
    storage_uri,
    switch,
    switch_or_loopback,
    text_up_to,
    whole_number,
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. The default None means: must be given, or is worked out by load_config."""

    name: str
    default: Any
    rule: Rule
    sentence: str
    secret: bool = False


SETTINGS = (
    Setting("BASE_URL", "http://localhost:5003", origin, "The public origin and the issuer."),
    Setting(
        "SECRET_KEY",
        None,
        secret_key,
        "Signs form tokens, seals the signing keys; `init` makes one in instance/secret_key.",
        secret=True,
    ),
    Setting(
        "SQLALCHEMY_DATABASE_URI",
        None,
        database_uri,
        "The database: SQLite in the instance folder, or postgresql://user@host/name.",
        secret=True,
    ),
    Setting(
        "SQLITE_SYNCHRONOUS",
        "FULL",
        one_of("FULL", "NORMAL"),
        "SQLite only. NORMAL is faster and may lose the last commits at power loss.",
    ),
    Setting(
        "RATELIMIT_STORAGE_URI",
        "memory://",
        storage_uri,
        "Where rate limits are counted: memory://, or valkey:// (redis://) shared by processes.",
        secret=True,
    ),
    Setting("RATELIMIT_ENABLED", True, switch, "Turns the rate limits off, for benchmarks only."),
    Setting(
        "API_RATE_LIMIT",
        "600 per minute",
        rate,
        "How many calls of operations one grant, API key or service token may make.",
    ),
    Setting(
        "PUBLIC_RATE_LIMIT",
        "1200 per minute",
        rate,
        "How many calls of public operations one network may make; hosts share few addresses.",
    ),
    Setting(
        "TRUSTED_PROXIES",
        0,
        whole_number,
        "How many reverse proxies stand in front and set X-Forwarded-*.",
    ),
    Setting(
        "ACCESS_TOKEN_FORMAT",
        "opaque",
        one_of("opaque", "jwt"),
        "Random access tokens, or signed ones (RFC 9068) for resource servers elsewhere.",
    ),
    Setting("DPOP_NONCE", False, switch, "Whether DPoP proofs must carry a nonce of ours."),
    Setting(
        "AUTHORIZATION_CODE_LIFETIME",
        60,
        seconds_from(1),
        "Seconds an authorization code may wait.",
    ),
    Setting(
        "ACCESS_TOKEN_LIFETIME",
        3600,
        seconds_from(1),
        "Seconds an access token lives, and an ID token.",
    ),
    Setting(
        "REFRESH_TOKEN_LIFETIME",
        90 * 24 * 3600,
        seconds_from(1),
        "Seconds from sign-in to the end of all refreshing; rotation does not move it.",
    ),
    Setting(
        "REFRESH_TOKEN_GRACE",
        60,
        seconds_from(0),
        "Seconds in which the token just rotated gets the same answer again; 0 is strict.",
    ),
    Setting(
        "BROWSER_SESSION_LIFETIME",
        14 * 24 * 3600,
        seconds_from(60),
        "Seconds a person stays signed in in one browser.",
    ),
    Setting(
        "SHARE_LINK_LIFETIME",
        3600,
        seconds_from(0),
        "Seconds a share link shows its item to whoever has it; 0 gives out none.",
    ),
    Setting(
        "FLIGHT_RECORDER",
        "loopback",
        switch_or_loopback,
        "Whether sign-in attempts are kept step by step; loopback: while BASE_URL is this machine.",
    ),
    Setting(
        "AUDIT_LIFETIME",
        365 * 24 * 3600,
        seconds_from(24 * 3600),
        "Seconds an event stays in the audit log.",
    ),
    Setting(
        "ISS_PARAMETER", True, switch, "Whether redirects to clients name the issuer (RFC 9207)."
    ),
    Setting(
        "DYNAMIC_REGISTRATION",
        "open",
        one_of("open", "token", "off"),
        "Who may register a client: anybody, holders of an initial access token, or nobody.",
    ),
    Setting(
        "UNUSED_CLIENT_LIFETIME",
        90 * 24 * 3600,
        seconds_from(24 * 3600),
        "Seconds a self-registered client stays without a sign-in, or after the last one ended.",
    ),
    Setting(
        "CLIENT_ID_METADATA",
        True,
        switch,
        "Whether a client may be named by the https URL of its metadata document.",
    ),
    Setting(
        "CLIENT_ID_METADATA_LOOPBACK",
        True,
        switch,
        "Whether such a document may be on this machine, while BASE_URL is on this machine too.",
    ),
    Setting(
        "PRIVATE_USE_SCHEMES",
        True,
        switch,
        "Whether apps may register redirect URIs of their own scheme, like cursor:// (with PKCE).",
    ),
    Setting(
        "PLUGIN_AUTH",
        "oauth",
        one_of("oauth", "service_http", "user_http", "none"),
        "How hosts authenticate to the plugin's operations; none: only public ones exist.",
    ),
    Setting(
        "PLUGIN_AUTH_SCHEME",
        "bearer",
        one_of("bearer", "basic"),
        "How hosts send a service token or an API key: Authorization: Bearer, or Basic.",
    ),
    Setting(
        "MCP_AUTH",
        "required",
        one_of("required", "mixed"),
        "Whether every request to /mcp needs a token, or only those to tools that need sign-in.",
    ),
    Setting(
        "MCP_ORIGINS",
        (),
        origins,
        "Origins whose web pages may call /mcp, blanks between; ours and loopback always may.",
    ),
    Setting(
        "NAME_FOR_HUMAN", "Plugin OAuth", text_up_to(20), "The plugin's name, as people see it."
    ),
    Setting(
        "NAME_FOR_MODEL", "pluginoauth", model_name, "The plugin's name, as the model sees it."
    ),
    Setting(
        "DEVELOPER_NAME",
        "The developer of this plugin",
        text_up_to(80),
        "Who publishes the plugin, as a plugin package says it.",
    ),
    Setting(
        "CONTACT_EMAIL",
        "developer@localhost",
        text_up_to(254),
        "Where people reach the developer.",
    ),
)

# What the libraries need and nobody should change.
FIXED: Mapping[str, Any] = MappingProxyType(
    {
        "MAX_CONTENT_LENGTH": 64 * 1024,
        "MAX_FORM_MEMORY_SIZE": 64 * 1024,
        "SEND_FILE_MAX_AGE_DEFAULT": 300,  # as long as the documents may be kept (documents.py)
        "RATELIMIT_HEADERS_ENABLED": False,
        "RATELIMIT_SWALLOW_ERRORS": True,
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        # A Redis that accepts and then says nothing must not hold requests up.
        "RATELIMIT_STORAGE_OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # The form token lives as long as its session; headers carry no referrer (see headers.py),
        # so csrf.py looks at Sec-Fetch-Site and Origin instead.
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "WTF_CSRF_CHECK_DEFAULT": False,
    }
)
