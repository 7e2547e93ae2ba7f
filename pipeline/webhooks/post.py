"""One notice over the network: to the checked address only, without following redirects, within seconds."""

from __future__ import annotations

import http.client
import socket
import ssl

from pipeline.webhooks.targets import Target

SECONDS = 10.0


class Undelivered(Exception):
    """The receiver did not take it; the text is a short code, such as ``http_500`` or ``timeout``."""


def post(target: Target, body: bytes, headers: dict[str, str]) -> None:
    """Raises Undelivered unless the receiver answers 2xx."""
    connection = _PinnedConnection(target)
    try:
        connection.request("POST", target.path, body, {"User-Agent": "tingjian", **headers})
        status = connection.getresponse().status
    except TimeoutError:
        raise Undelivered("timeout") from None
    except ssl.SSLError:
        raise Undelivered("tls") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise Undelivered("connection") from None
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise Undelivered(f"http_{status}")


class _PinnedConnection(http.client.HTTPConnection):
    """Connects to the address that was checked; name and certificate stay those of the host."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=SECONDS)
        self.default_port = 443 if target.scheme == "https" else 80
        self._target = target

    def connect(self) -> None:
        plain = socket.create_connection((self._target.address, self._target.port), SECONDS)
        if self._target.scheme == "https":
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self._target.host)
        else:
            self.sock = plain
