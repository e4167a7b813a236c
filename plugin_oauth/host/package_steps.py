"""The steps that are a package's own: opened, its rules, the proof of its host."""

from dataclasses import replace
from http import HTTPStatus

from plugin_oauth.host import package as packages
from plugin_oauth.host.mcp_run import McpRun
from plugin_oauth.host.remarks import Failure, Skipped, warn
from plugin_oauth.host.review.packages import PLUGIN, SERVERS, Package, read_download
from plugin_oauth.host.review.sources import SUBMISSION
from plugin_oauth.host.story import Playing

CHALLENGE_PATH = "/.well-known/openai-apps-challenge"
_LONGEST_TOKEN = 512


def open_package(run: McpRun) -> Playing:
    """Read the two documents, and aim the rest of the run at the server they name."""
    location = run.target.url
    package = _download(run) if "://" in location else packages.load_package(location)
    documents = packages.read_documents(package)
    yield from packages.check_package(package, documents)
    server = packages.find_server(documents[SERVERS])
    yield from packages.check_server_url(server, location)
    run.target = replace(run.target, url=server.text)
    return f"{documents[PLUGIN].get('name')}, {len(package.entries)} files, server {server.text}"


def _download(run: McpRun) -> Package:
    url = run.target.url
    headers = {"user-agent": run.model.user_agent}
    answer = run.wire.send("GET", url, seconds=run.model.document_seconds, headers=headers)
    if answer.status != HTTPStatus.OK:
        raise Failure(f"{url} answers {answer.status}", SUBMISSION)
    if answer.cut:
        raise Failure(
            "the package is longer than the stand-in downloads; give it as a file",
            "the stand-in's own limit",
        )
    return read_download(answer.content)


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
