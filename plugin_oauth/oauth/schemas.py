"""The types and lengths of client metadata (RFC 7591 section 2, OpenID Connect Registration)."""

from typing import Any

from marshmallow import EXCLUDE, Schema, fields
from marshmallow.validate import Length, OneOf

from plugin_oauth.oauth.signing_keys import ALGORITHMS


def _texts(each: int, count: int) -> fields.List[Any]:
    return fields.List(fields.String(validate=Length(max=each)), validate=Length(max=count))


class ClientMetadataSchema(Schema):
    """The types and lengths of the members we know; others are no error (RFC 7591 section 2)."""

    class Meta:
        unknown = EXCLUDE

    client_name = fields.String(validate=Length(max=100))
    redirect_uris = _texts(2000, 20)
    post_logout_redirect_uris = _texts(2000, 20)
    grant_types = _texts(100, 20)
    response_types = _texts(100, 20)
    token_endpoint_auth_method = fields.String(validate=Length(max=100))
    token_endpoint_auth_methods_supported = _texts(100, 20)
    token_endpoint_auth_signing_alg = fields.String(validate=Length(max=20))
    id_token_signed_response_alg = fields.String(validate=OneOf(ALGORITHMS))
    scope = fields.String(validate=Length(max=2000))
    jwks = fields.Dict(keys=fields.String())
    jwks_uri = fields.String(validate=Length(max=2000))
    client_uri = fields.String(validate=Length(max=2000))
    logo_uri = fields.String(validate=Length(max=2000))
    policy_uri = fields.String(validate=Length(max=2000))
    tos_uri = fields.String(validate=Length(max=2000))
    contacts = _texts(254, 10)
    software_id = fields.String(validate=Length(max=200))
    software_version = fields.String(validate=Length(max=100))
    application_type = fields.String(validate=OneOf(("web", "native")))
