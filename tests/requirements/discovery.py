"""How clients find everything: metadata of the authorization server and of the resources."""

from tests.requirements.manifest import Deferred, rfc

RFC_8414 = rfc(
    8414,
    "OAuth 2.0 Authorization Server Metadata",
    {
        "2-document": "The metadata says what the server does, its optional parts too.",
        "2.1-signed": Deferred("Metadata may be signed.", "Optional, and no host reads it."),
        "3-answer": "The document is JSON at /.well-known/oauth-authorization-server.",
        "3.3-issuer": "The issuer is what leads to the document, and begins every address in it.",
    },
)

RFC_9728 = rfc(
    9728,
    "OAuth 2.0 Protected Resource Metadata",
    {
        "2-document": (
            "The document names the resource, its authorization server, scopes and methods."
        ),
        "2.2-signed": Deferred("Metadata may be signed.", "Optional, and no host reads it."),
        "3-well-known": "The document of a resource stands below its path's well-known address.",
        "3.2-answer": "The document is JSON that scripts may read; no resource, no document.",
        "3.3-resource": (
            "The challenge leads to a document whose resource is the one that was called."
        ),
        "4-protected-resources": "The authorization server's metadata name the resources.",
        "5.1-challenge": "A 401 and a 403 name the document in resource_metadata.",
    },
)
