"""Registration: the verification tokens that ChatGPT gave out for the client id and secret.

The developer puts them into the manifest; "Verify tokens" then fetches it again and compares.
"""

from plugin_oauth.host.documents import Document, show
from plugin_oauth.host.remarks import AUTHENTICATION, Failure


def check_verification_tokens(document: Document, issued: dict[str, str]) -> None:
    """Raise Failure unless the manifest shows every issued token, exactly."""
    shown = _find_verification_tokens(document)
    for service, token in issued.items():
        if shown.get(service) != token:
            raise Failure(
                f"auth.verification_tokens.{service} is {show(shown.get(service))}, not {token!r}",
                AUTHENTICATION,
                f'Please add the "{service}" token to your manifest file.',
            )


def _find_verification_tokens(document: Document) -> Document:
    auth = document.get("auth")
    tokens = auth.get("verification_tokens") if isinstance(auth, dict) else None
    if not isinstance(tokens, dict):
        raise Failure(
            "auth.verification_tokens is missing or not an object",
            AUTHENTICATION,
            "Error creating plugin.",
        )
    return tokens
