"""The ways in which a client proves itself (RFC 6749 section 2.3, RFC 7523 section 2.2).

Every grant and endpoint takes the same ones; the client's row says which of them it may use.
"""

SECRET_METHODS = ("client_secret_basic", "client_secret_post")
CONFIDENTIAL_METHODS = (*SECRET_METHODS, "private_key_jwt")
AUTH_METHODS = ("none", *CONFIDENTIAL_METHODS)
