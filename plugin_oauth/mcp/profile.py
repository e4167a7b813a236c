"""The tool that tells a host whose account it is connected to (OpenAI, "Plugins: MCP server").

Its form is the host's: no arguments, `openai/profile` in its `_meta`, and nothing in the result but
what the host knows. The subject is that of the ID token, so both name the same person.
"""

from marshmallow import RAISE, fields

from plugin_oauth.mcp.tools import OperationTool
from plugin_oauth.oauth.scopes import EMAIL, OPENID
from plugin_oauth.plugin.schemas import Arguments, Result
from plugin_oauth.users.models import CurrentUser


class NoArguments(Arguments):
    """A tool that takes nothing."""


class ProfileSchema(Result):
    """The members a host takes; it wants to be told that there are no others."""

    class Meta:
        unknown = RAISE

    id = fields.UUID(required=True)
    email = fields.String()


def get_profile(user: CurrentUser) -> dict[str, object]:
    """Return who the person is; an account that is a client's own has no e-mail."""
    return {"id": user.id} | ({"email": user.email} if user.email else {})


PROFILE = OperationTool(
    name="getProfile",
    title="Show whose account this is",
    description="Returns the id and the e-mail address of the person who is signed in.",
    scopes=(OPENID, EMAIL),
    arguments=NoArguments(),
    result=ProfileSchema(),
    function=get_profile,
    read_only=True,
    destructive=False,
    open_world=False,
    meta={"openai/profile": True},
)
