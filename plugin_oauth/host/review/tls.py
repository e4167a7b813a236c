"""The TLS of a public host: a version of today, and a trusted chain (RFC 8446, RFC 9525)."""

import socket
import ssl

from plugin_oauth.host.network import Network
from plugin_oauth.host.urls import Url


def complain_of_tls(url: Url, seconds: float, network: Network) -> str:
    """Return what a client says against the server's TLS, empty if nothing.

    The default context of Python asks for TLS 1.2 at least, like the hosts.
    """
    address = network.find_address(url) or (url.host, url.port)
    try:
        with (
            socket.create_connection(address, timeout=seconds) as plain,
            network.tls.wrap_socket(plain, server_hostname=url.host),
        ):
            return ""
    except ssl.SSLCertVerificationError as error:
        return f"its certificate is not trusted: {error.verify_message}"
    except ssl.SSLError as error:
        return f"TLS fails: {error.reason or error}"
    except OSError as error:
        return f"no connection: {error.strerror or error}"
