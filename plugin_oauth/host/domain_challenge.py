"""The proof of a package's host: a token at its origin (OpenAI plugins docs 2026: submission)."""

from http import HTTPStatus

from plugin_oauth.host.mcp_run import McpRun
from plugin_oauth.host.remarks import Failure, Skipped, warn
from plugin_oauth.host.review.sources import SUBMISSION
from plugin_oauth.host.story import Playing

CHALLENGE_PATH = "/.well-known/openai-apps-challenge"
_LONGEST_TOKEN = 512


def check_domain_challenge(run: McpRun) -> Playing:
    """Ask the server's host for the token that proves who runs it; the MCP path is ignored."""
    url = run.server.origin + CHALLENGE_PATH
    headers = {"user-agent": run.model.user_agent}
    answer = run.wire.send("GET", url, seconds=run.model.document_seconds, headers=headers)
    expected = run.target.challenge_token
    if answer.status == HTTPStatus.NOT_FOUND and not expected:
        raise Skipped(f"{url} answers 404: the token comes with the submission")
    if answer.status != HTTPStatus.OK:
        raise Failure(f"{url} answers {answer.status}", SUBMISSION)
    token = answer.text
    if not token or len(token) > _LONGEST_TOKEN or token != "".join(token.split()):
        raise Failure(f"{url} does not answer with a token alone", SUBMISSION)
    if expected and token != expected:
        raise Failure(f"{url} answers with another token", SUBMISSION)
    if answer.media_type != "text/plain":
        yield warn(f"the token is {answer.media_type or 'untyped'}, not text/plain", SUBMISSION)
    return f"{url} answers with {'the' if expected else 'a'} token"
