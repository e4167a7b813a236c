"""Our app as a public deployment: TLS, a host name of its own, reached from this machine alone."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from plugin_oauth.app import create_app
from plugin_oauth.database import db
from plugin_oauth.host.network import Network
from tests.certificates import Authority
from tests.databases import SECRET_KEY
from tests.live import serving_at

HOST = "plugin.example.com"
BASE_URL = f"https://{HOST}"


@dataclass(frozen=True)
class Deployment:
    """A running deployment, and the network in which its name leads to it."""

    app: Flask
    network: Network
    authority: Authority


@contextmanager
def deployed(database_uri: str, folder: Path) -> Iterator[Deployment]:
    authority = Authority(folder)
    certificates = authority.certify(HOST)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificates.certificate, certificates.key)
    settings = {
        "SECRET_KEY": SECRET_KEY,
        "SQLALCHEMY_DATABASE_URI": database_uri,
        "BASE_URL": BASE_URL,
        "CONTACT_EMAIL": f"help@{HOST}",
    }
    app = create_app(settings)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        network = Network({f"{HOST}:443": address}, str(certificates.authority))
        with serving_at(taken, app, tls):
            yield Deployment(app, network, authority)
    with app.app_context():
        db.engine.dispose()
