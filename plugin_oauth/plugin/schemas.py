"""What the schemas of all operations share, and those of the problems and verification tokens."""

from marshmallow import EXCLUDE, RAISE, Schema, fields
from marshmallow.validate import Regexp

from plugin_oauth.plugin.models import SERVICE_LENGTH, VERIFICATION_TOKEN_LENGTH


class Arguments(Schema):
    """The arguments of an operation; one that it does not know is refused, never ignored."""

    error_messages = {"unknown": "There is no such argument here; leave it out."}

    class Meta:
        unknown = RAISE


class Result(Schema):
    """What an operation returns. Readers must expect more members in a later version."""

    class Meta:
        unknown = EXCLUDE


class ArgumentErrorSchema(Result):
    field = fields.String(required=True)
    detail = fields.String(required=True)


class ProblemSchema(Result):
    """Problem details (RFC 9457), with the wrong arguments of a 422."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(ArgumentErrorSchema))


class VerificationTokenArguments(Arguments):
    """A service and its token, as the developer's endpoint and the command line take them."""

    service = fields.String(
        required=True,
        validate=Regexp(
            rf"[a-z0-9_-]{{1,{SERVICE_LENGTH}}}\Z",
            error=f"Name the service with 1 to {SERVICE_LENGTH} of a-z, 0-9, _ and -.",
        ),
    )
    token = fields.String(
        required=True,
        validate=Regexp(
            rf"[\x21-\x7e]{{1,{VERIFICATION_TOKEN_LENGTH}}}\Z",
            error=f"A token has 1 to {VERIFICATION_TOKEN_LENGTH} visible ASCII characters.",
        ),
    )


class VerificationTokenSchema(Result):
    service = fields.String()
    token = fields.String()
    updated_at = fields.DateTime()


class VerificationTokenListSchema(Result):
    verification_tokens = fields.List(fields.Nested(VerificationTokenSchema))
