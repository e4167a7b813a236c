"""Response headers of every answer: what browsers may do with it, and who may keep it."""

import re

from flask import Flask, Response, g, request
from flask_cors import CORS

# What a browser's JavaScript on another origin may read: public documents and token-bearing calls,
# never a page, and never with cookies.
CROSS_ORIGIN: list[str | re.Pattern[str]] = [
    r"/\.well-known/.*",
    r"/openapi.*",
    r"/api/.*",
    r"/mcp/?",
    r"/token",
    r"/revoke",
    r"/userinfo",
    r"/jwks\.json",
    r"/register",
    r"/par",
    r"/device_authorization",
]

PAGE_POLICY = (
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)


def init_headers(app: Flask) -> None:
    app.after_request(_add_headers)
    CORS(
        app,
        resources=CROSS_ORIGIN,
        supports_credentials=False,
        send_wildcard=True,
        methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
        allow_headers=[
            "authorization",
            "content-type",
            "accept",
            "dpop",
            "idempotency-key",
            "mcp-protocol-version",
            "mcp-session-id",  # sent by clients that had one elsewhere; nothing reads it
            "mcp-method",
            "mcp-name",
            "last-event-id",
            "openai-conversation-id",
            "openai-ephemeral-user-id",
            "openai-gpt-id",
            "openai-subdivision-1-iso-code",
        ],
        expose_headers=["WWW-Authenticate", "Retry-After", "ETag", "DPoP-Nonce"],
        max_age=3600,
    )


def allow_redirect_of_form() -> None:
    """Let the form of this page lead to another origin.

    Chromium applies form-action to the whole chain of redirects after a form post, so a consent
    page that names only 'self' can never lead back to the client.
    """
    g.form_leads_away = True


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if response.mimetype == "text/html":
        policy = PAGE_POLICY if g.get("form_leads_away") else (*PAGE_POLICY, "form-action 'self'")
        headers.setdefault("Content-Security-Policy", "; ".join(policy))
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Cache-Control", "no-store")
    return response
