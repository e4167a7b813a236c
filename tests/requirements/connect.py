"""OpenID Connect, of which we have the code flow, discovery and sign-out."""

from tests.requirements.manifest import Deferred, openid

OPENID_CORE = openid(
    "oidc-core",
    "openid-connect-core-1_0",
    "OpenID Connect Core 1.0 (code flow)",
    {
        "2-id-token": "The ID token says who signed in, for whom, when, and until when it counts.",
        "2-signed": "The ID token is signed by the algorithm the client registered, never none.",
        "3.1.2.1-post": "An authorization request may be posted.",
        "3.1.2.1-scope-openid": "Without the scope openid there is no ID token.",
        "3.1.2.1-nonce": (
            "The nonce of the request stands in the ID token; none where none was sent."
        ),
        "3.1.2.1-prompt-none": (
            "prompt=none shows no page, and with another value it is invalid_request."
        ),
        "3.1.2.1-prompt-login": "prompt=login asks for the password again.",
        "3.1.2.1-prompt-consent": "prompt=consent and select_account ask the person again.",
        "3.1.2.1-max-age": "max_age asks for the password again if the last time is longer ago.",
        "3.1.2.1-login-hint": "login_hint fills in the login form, as text.",
        "3.1.2.1-id-token-hint": "With an id_token_hint only the person it names gets on.",
        "3.1.2.1-display": Deferred(
            "display, ui_locales and acr_values change the page.",
            "There is one page, in English, and one way to sign in.",
        ),
        "3.1.2.4-consent": "The consent page says what identity means.",
        "3.1.2.6-errors": (
            "login_required, consent_required and interaction_required go home with state."
        ),
        "3.1.3.3-answer": "The token answer has the ID token beside the access token.",
        "3.1.3.6-at-hash": "The ID token names its access token by at_hash.",
        "3.2-implicit": Deferred(
            "ID tokens come in redirects (implicit and hybrid flow).",
            "RFC 9700 section 2.1.2 advises against it.",
        ),
        "5.3.1-userinfo": "UserInfo takes GET and POST with an access token in the header.",
        "5.3.2-sub": "UserInfo tells the subject of the ID token.",
        "5.3.3-errors": (
            "Without a token, the scope or a live token UserInfo answers as RFC 6750 says."
        ),
        "5.4-email": "The address needs the scope email, and is not called verified.",
        "5.5-claims-parameter": Deferred(
            "The claims parameter asks for single claims.",
            "Scopes say it all; the metadata say so.",
        ),
        "6-request-objects": "Request objects are refused by name, and nothing is fetched.",
        "8.1-pairwise": Deferred(
            "Each client knows a person by another subject.",
            "Subjects are public; the metadata say so.",
        ),
        "10.1-keys": "Published keys are public keys, and the database alone signs nothing.",
        "10.1.1-rotation": "What was signed before a rotation of keys verifies until it expires.",
        "11-offline-access": Deferred(
            "The scope offline_access asks for a refresh token.",
            "The registered grant decides, as in RFC 6749.",
        ),
        "12.2-refresh": "A refresh brings no new ID token.",
    },
)

OPENID_DISCOVERY = openid(
    "oidc-discovery",
    "openid-connect-discovery-1_0",
    "OpenID Connect Discovery 1.0",
    {
        "2-webfinger": Deferred(
            "A person's issuer is found by their address.",
            "Hosts are told the issuer.",
        ),
        "3-members": "The document has what is required, and every endpoint in it is there.",
        "4-path": "The document stands at /.well-known/openid-configuration.",
        "4.3-issuer": "The issuer of an ID token is the document's.",
    },
)

OPENID_LOGOUT = openid(
    "oidc-logout",
    "openid-connect-rpinitiated-1_0",
    "OpenID Connect RP-Initiated Logout 1.0",
    {
        "2-hint": "With the person's ID token, expired or not, they are signed out at once.",
        "2-asks": "Without it the person is asked; another person's proves nothing.",
        "2-get-and-post": "GET and POST are taken.",
        "2-client-id": "A client_id that is not the hint's is refused.",
        "2.1-metadata": "The metadata name the endpoint.",
        "3-redirect": "The person is sent on to a registered address, with the state.",
        "3-registered": (
            "An address that the client did not register, to the letter, is never gone to."
        ),
        "4-errors": "A bad request is a page, and nobody is signed out.",
    },
)
