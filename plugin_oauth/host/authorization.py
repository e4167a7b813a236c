"""The authorization request, and how the host judges what the callback says.

RFC 6749 section 4.1.1 and 4.1.2; RFC 7636 and RFC 8707 for hosts that know them. There is no nonce:
no host asks for an ID token.
"""

import uuid
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode

from plugin_oauth.host import pkce
from plugin_oauth.host.oauth_client import Client
from plugin_oauth.host.remarks import FORUM, Failure, Remark, info, warn
from plugin_oauth.host.urls import Url


@dataclass(frozen=True)
class AuthorizationRequest:
    """What was asked of the authorization endpoint, kept to judge the answer by."""

    url: str
    redirect_uri: str
    state: str
    verifier: str = field(default="", repr=False)


def make_authorization_request(client: Client, redirect_uri: str) -> AuthorizationRequest:
    """Return a request; the scope goes as it is, even an empty one."""
    state = f"{client.model.state_prefix}{uuid.uuid4()}"
    verifier = pkce.make_verifier() if client.uses_pkce else ""
    parameters = {
        "response_type": "code",
        "client_id": client.credentials.client_id,
        "redirect_uri": redirect_uri,
        "scope": client.scope,
        "state": state,
        "resource": client.resource or None,
    }
    if verifier:
        parameters |= {
            "code_challenge": pkce.challenge(verifier),
            "code_challenge_method": pkce.METHOD,
        }
    query = urlencode({name: value for name, value in parameters.items() if value is not None})
    endpoint = client.authorization_url
    joint = "&" if endpoint.query else "?"
    return AuthorizationRequest(f"{endpoint.text}{joint}{query}", redirect_uri, state, verifier)


def process_authorization_response(
    callback: Url, request: AuthorizationRequest, client: Client
) -> Generator[Remark, None, str]:
    """Return the authorization code of a callback URL; raises Failure.

    State and issuer come first: until they are proved, nothing else in the URL can be trusted to be
    an answer of this server's.
    """
    parameters = parse_qs(callback.query, keep_blank_values=True, max_num_fields=100)
    for name, values in parameters.items():
        if len(values) > 1:
            raise Failure(f"the callback has {name} twice", "RFC 6749 section 3.1")
    answer = {name: values[0] for name, values in parameters.items()}
    if client.model.checks_state:
        check_state(answer, request.state)
    else:
        yield from remark_on_state(answer, request.state)
    if client.issuer:
        yield from check_issuer(answer, client)
    elif "iss" in answer:
        yield info(f"the callback names its issuer, {answer['iss']}", "RFC 9207 section 2")
    if "error" in answer:
        words = f"{answer['error']}: {answer.get('error_description', '')}"
        raise Failure("the user is sent back with an error", "RFC 6749 section 4.1.2.1", words)
    if not answer.get("code"):
        raise Failure("the callback has no code", "RFC 6749 section 4.1.2")
    return answer["code"]


def check_state(answer: dict[str, str], state: str) -> None:
    """Raise Failure unless the state came back unchanged, which ChatGPT asks since August 2023."""
    if not answer.get("state"):
        raise Failure(
            "the callback has no state, so anybody's code could be slipped in",
            f"RFC 6749 section 10.12; {FORUM}, topic 296963",
            "Missing `state` param in response from OAuth provider",
        )
    if answer["state"] != state:
        raise Failure("the callback's state is not the one that was sent", "RFC 6749 section 4.1.2")


def remark_on_state(answer: dict[str, str], state: str) -> Iterator[Remark]:
    """Yield what a host that does not look at the state lets pass, and its successor does not."""
    if answer.get("state") != state:
        yield warn(
            "the state did not come back unchanged: this host does not look, every later one does",
            f"RFC 6749 section 4.1.2; {FORUM}, topic 296963",
        )


def check_issuer(answer: dict[str, str], client: Client) -> Iterator[Remark]:
    """Yield what is odd about `iss`; raises Failure unless it is the issuer, byte for byte.

    It may be left out only where the metadata does not promise it (RFC 9207 section 2.4).
    """
    if "iss" not in answer:
        if client.issuer_is_promised:
            raise Failure(
                "the callback has no iss, though the metadata promises it in every one",
                "RFC 9207 section 2.4",
            )
        return
    if answer["iss"] != client.issuer:
        raise Failure(
            f"the callback's iss is {answer['iss']!r}, not {client.issuer!r} byte for byte: the "
            "code may be another server's",
            "RFC 9207 section 2.4",
        )
    if not client.issuer_is_promised:
        yield warn(
            "the callback names its issuer, but the metadata has no "
            "authorization_response_iss_parameter_supported: true",
            "RFC 9207 section 3",
        )
