"""How clients become known and prove themselves: registration, documents, signed assertions."""

from tests.requirements.manifest import Deferred, Document, rfc

RFC_7523 = rfc(
    7523,
    "JWT Profile for OAuth 2.0 Client Authentication and Authorization Grants",
    {
        "2.1-authorization-grant": Deferred(
            "A signed assertion is exchanged for a token.",
            "No host that we serve has assertions of other issuers.",
        ),
        "2.2-client-authentication": (
            "A client authenticates by an assertion that its registered key signed."
        ),
        "3-issuer-subject": "iss and sub are the client, and the one that the body names.",
        "3-audience": "The audience is the issuer, the token endpoint or the endpoint called.",
        "3-times": "exp is there and at most five minutes away; nbf and iat are not in the future.",
        "3-jti": "An assertion counts once, whatever comes at the same moment.",
        "3-signature": (
            "No symmetric algorithm, no key in the header, no key but the client's verifies."
        ),
        "3.2-invalid-client": (
            "A bad assertion is invalid_client with 401, and never taken for none."
        ),
    },
)

RFC_7591 = rfc(
    7591,
    "OAuth 2.0 Dynamic Client Registration Protocol",
    {
        "2-redirect-uris": "A client that gets codes registers where it gets them.",
        "2-auth-method": (
            "A client without a method named gets client_secret_basic; a public one no secret."
        ),
        "2-unknown-ignored": "Members that we do not know are ignored.",
        "2-jwks-or-uri": (
            "Keys are given or named, not both; private and symmetric keys are refused."
        ),
        "2.1-response-types": "Response types that do not fit the grant types are refused.",
        "2.2-human-readable": Deferred(
            "A member may come in several languages.",
            "Names are shown in one language, as sent.",
        ),
        "2.3-software-statement": Deferred(
            "A statement about the client may be signed.",
            "There is nobody whose statements we would trust.",
        ),
        "3-open": "Anybody may register, if the setting says so.",
        "3-initial-access-token": "By setting only the holder of a live token may register.",
        "3-limited": "Registrations from one network are limited.",
        "3.1-json": "A registration is a JSON object, read strictly.",
        "3.2.1-answer": "The answer is 201 with everything that was registered, kept by nobody.",
        "3.2.1-secret": "A secret comes with client_secret_expires_at, and is stored as a digest.",
        "3.2.1-replaced": (
            "What a client cannot have is left out or replaced, and the answer says so."
        ),
        "3.2.2-invalid-redirect-uri": "A bad redirect URI is invalid_redirect_uri.",
        "3.2.2-invalid-client-metadata": (
            "Other bad metadata are invalid_client_metadata; nothing is stored."
        ),
        "5-self-asserted": (
            "What a client says of itself is shown as unchecked, and consent asked each time."
        ),
    },
)

RFC_7592 = rfc(
    7592,
    "OAuth 2.0 Dynamic Client Registration Management Protocol",
    {
        "2-token": "The registration access token opens its own client's row and no other.",
        "2.1-unknown-client": "A client that does not exist is answered like a wrong token.",
        "2.1-read": "A client reads what is registered, kept by nobody.",
        "2.2-replaces": "An update replaces everything: what is left out is gone.",
        "2.2-client-id": "An update names its client_id, and its present secret if it names one.",
        "2.2-server-members": "An update must not hold what only the server says.",
        "2.2-refused": "A bad update is refused like a registration, and changes nothing.",
        "2.3-delete": (
            "A client that is deleted is gone with its grants and tokens; the answer is 204."
        ),
        "3-answer": "Every answer has registration_access_token and registration_client_uri.",
    },
)

CIMD = Document(
    "OAuth Client ID Metadata Document (draft 01)",
    "cimd",
    "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-client-id-metadata-document-01",
    {
        "3-url": "The client id is an https URL with a path and no dot segment, fragment or user.",
        "4-fetched": "The document is fetched, and the client signs people in.",
        "4-no-redirects": "A redirect is not followed, and only 200 counts.",
        "4.1-client-id": "The client_id in the document is its URL, to the letter.",
        "4.1-no-shared-secret": (
            "A document with a secret, or with a method that needs one, is refused."
        ),
        "4.1-json-types": "application/json and application/*+json count, other types do not.",
        "4.3-errors": (
            "A document that cannot be fetched or read ends the request with a page that says so."
        ),
        "4.4-headers": "A document is kept as the HTTP headers say, within bounds of ours.",
        "4.4-errors-not-kept": "A failure or a bad document is never kept.",
        "4.5-redirect-uris": "Redirect URIs are those of the document, a loopback port aside.",
        "5-metadata": "The metadata say that documents are supported, if they are.",
        "6.2-registered-method": "A client whose document has keys and one method must sign.",
        "6.3-changes": "A document that became wrong ends its client; a new one counts at once.",
        "6.4-host-shown": "The consent page shows the host of the client id.",
        "6.5-ssrf": (
            "No address but a public one is connected to, and on loopback only from loopback."
        ),
        "6.6-size": "A document has at most five KiB.",
        "6.7-logos": Deferred(
            "Logos are fetched beforehand and shown from here.",
            "No logo is fetched or shown.",
        ),
        "6.9-both": "Client ids made here look like no URL.",
        "6.10-preregistered": "A document may be put in by a developer, and is never fetched then.",
    },
)
