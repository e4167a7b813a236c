"""Tokens in use: how they are sent, for what, ended, looked up, signed and bound to a key."""

from tests.requirements.manifest import Deferred, rfc

RFC_6750 = rfc(
    6750,
    "Bearer Token Usage",
    {
        "2.1-header": "A token comes in the Authorization header; its scheme in any case.",
        "2.2-no-body-token": "A token in the body is not seen.",
        "3-challenge": "A 401 or 403 carries a Bearer challenge with the scope that is needed.",
        "3.1-no-error-without-token": "Who sent no token is challenged without an error.",
        "3.1-invalid-token": (
            "An unknown, expired, revoked or malformed token is invalid_token with 401."
        ),
        "3.1-insufficient-scope": "A token without the scope is insufficient_scope with 403.",
    },
)

RFC_7009 = rfc(
    7009,
    "OAuth 2.0 Token Revocation",
    {
        "2.1-client-authenticates": "The client authenticates to revoke.",
        "2.1-public-clients": "A public client revokes its own tokens.",
        "2.1-of-the-client": "Another client's token is refused and lives.",
        "2.1-grant-ends": "The revocation of either token ends the grant with all its tokens.",
        "2.1-hint-ignored": "A wrong or unknown hint leaves nothing alive.",
        "2.1-token-required": "A request without a token is invalid_request.",
        "2.2-answer": "A revocation is answered with 200.",
        "2.2-unknown-token": "An unknown token is answered with 200.",
        "2.2-again": "A second revocation is answered like the first and changes nothing.",
    },
)

RFC_7662 = rfc(
    7662,
    "OAuth 2.0 Token Introspection",
    {
        "2.1-authorized": (
            "Who asks proves who they are; a public client or an access token does not."
        ),
        "2.1-hint-ignored": "A hint, right, wrong or unknown, changes nothing.",
        "2.1-token-required": "A request without a token is invalid_request.",
        "2.2-active": (
            "Of a live token the answer says scope, client, subject, audience, issuer and times."
        ),
        "2.2-inactive": (
            'A token unknown, expired, revoked or of a disabled user is {"active": false}.'
        ),
        "2.2-no-oracle": (
            "Somebody else's token is inactive, word for word like one that never was."
        ),
        "2.2-resource-server": (
            "A resource server sees the access tokens for its resource and no others."
        ),
        "2.3-errors": "A request without a proof of who asks is invalid_client with 401.",
        "4-no-store": "The answer is kept by nobody, so that none outlives what it says.",
    },
)

RFC_8707 = rfc(
    8707,
    "Resource Indicators for OAuth 2.0",
    {
        "2-absolute-uri": (
            "A resource that is no absolute URI of ours, or has a fragment, is invalid_target."
        ),
        "2-several": (
            "Several resources may be named; one foreign one among them spoils the request."
        ),
        "2.1-authorization": (
            "The authorization endpoint sends invalid_target home with state and issuer."
        ),
        "2.2-narrower": "A token request may name fewer of the granted resources.",
        "2.2-never-others": (
            "A token request or refresh for another resource is invalid_target and loses nothing."
        ),
        "2.2-client-credentials": "A client acting for itself names a resource too.",
        "3-audience": "A token for one resource is refused by the other.",
    },
)

RFC_9068 = rfc(
    9068,
    "JWT Profile for OAuth 2.0 Access Tokens",
    {
        "2.1-header": (
            "A signed access token has the type at+jwt and an asymmetric signature of ours."
        ),
        "2.2-claims": "It has iss, exp, aud, sub, client_id, iat and a jti of its own.",
        "2.2.1-auth-time": "It says when the person signed in.",
        "2.2.3-scope": "It says the scope that was granted.",
        "3-audience": "The audience is the resource asked for, else every resource.",
        "4-validated": "It is refused when changed, expired, revoked or for another resource.",
        "5-no-confusion": "An ID token is no access token, and an access token no ID token.",
    },
)

RFC_9449 = rfc(
    9449,
    "OAuth 2.0 Demonstrating Proof of Possession",
    {
        "4.3-one-proof": "Two proofs in one request are none.",
        "4.3-header": (
            "A proof is of the type dpop+jwt, asymmetric, and signed by the public key in it."
        ),
        "4.3-claims": "A proof is for this method and address, of this minute, and has an id.",
        "4.3-uri-normalized": (
            "The address is compared without query and fragment, after normalisation."
        ),
        "5-bound": "A token request with a proof gets a token bound to its key, of the type DPoP.",
        "5-optional": "A token request without a proof gets a Bearer token.",
        "5-refresh-public": "A public client's refresh token needs the key that it was bound to.",
        "5-refresh-confidential": "A confidential client may change its key at a refresh.",
        "5.1-metadata": "The metadata list the algorithms, and each of them is taken.",
        "5.2-registration": Deferred(
            "A client registers that it always binds its tokens.",
            "Any client may send proofs; none is held to it.",
        ),
        "6.1-jkt": "A signed access token names its key in cnf.",
        "6.2-introspection": "Introspection names the key of a bound token, and its type DPoP.",
        "7.1-ath": "A proof at a resource is of this token.",
        "7.1-challenge": "A call is challenged for DPoP beside Bearer, with the algorithms.",
        "7.1-errors": (
            "A missing or bad proof is invalid_dpop_proof, another key invalid_token, with 401."
        ),
        "7.2-no-downgrade": (
            "A bound token sent as Bearer is refused, and a Bearer token sent as DPoP too."
        ),
        "8-nonce": (
            "By setting the token endpoint asks for its nonce (use_dpop_nonce) and burns nothing."
        ),
        "8-nonce-readable": "Scripts of other origins may send proofs and read nonces.",
        "9-nonce": "By setting the API asks for its nonce, which lives for some minutes.",
        "10-dpop-jkt": "A code bound to a key at the authorization endpoint needs that key.",
        "10.1-pushed": (
            "A proof or dpop_jkt of a pushed request binds the code; the two must agree."
        ),
        "11.1-replay": "A proof counts once, whatever comes at the same moment.",
    },
)
