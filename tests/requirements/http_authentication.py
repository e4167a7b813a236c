"""HTTP authentication with a key: RFC 7617 (Basic). The Bearer scheme is RFC 6750, in tokens.py."""

from tests.requirements.manifest import rfc

RFC_7617 = rfc(
    7617,
    "The 'Basic' HTTP Authentication Scheme",
    {
        "2-credentials": "The key is the password of any user, or the user where that is empty.",
        "2-realm": "A challenge has a realm.",
        "2.1-charset": "A challenge has the charset of what is expected.",
    },
)
