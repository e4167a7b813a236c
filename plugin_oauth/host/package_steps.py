"""The step that is a package's own: opened, and held against its rules."""

from dataclasses import replace
from http import HTTPStatus

from plugin_oauth.host import package as packages
from plugin_oauth.host.mcp_run import McpRun
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.package_address import find_server
from plugin_oauth.host.review.packages import PLUGIN, SERVERS, Package, read_download
from plugin_oauth.host.review.sources import SUBMISSION
from plugin_oauth.host.story import Playing


def open_package(run: McpRun) -> Playing:
    """Read the two documents, and aim the rest of the run at the server they name."""
    location = run.target.url
    package = _download(run) if "://" in location else packages.load_package(location)
    documents = packages.read_documents(package)
    yield from packages.check_package(package, documents)
    server = find_server(documents[SERVERS])
    yield from packages.check_server_url(server, location)
    run.target = replace(run.target, url=server.text)
    if server.is_loopback:
        run.wire.network = run.wire.network.naming(server.text)
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
