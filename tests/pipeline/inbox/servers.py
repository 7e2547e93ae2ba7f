"""Mail servers for the tests: they keep what they get, and may refuse, be silent, or want a name."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"


@dataclass
class Kept:
    """What came; ``answer`` is the reply to a recipient, where it is not taken."""

    mails: list[EmailMessage] = field(default_factory=list)
    answer: str = ""

    async def handle_RCPT(self, server, session, envelope: Envelope, address: str, options: list[str]) -> str:
        if self.answer:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope: Envelope) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return "250 OK"

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return responses


@contextmanager
def mail_server(kept: Kept, **options) -> Iterator[int]:
    """Its port."""
    with socket.create_server((HOST, 0)) as unused:
        port = unused.getsockname()[1]
    controller = Controller(kept, hostname=HOST, port=port, **options)
    controller.start()
    yield port
    controller.stop()


def signed_in_as(name: str, password: str):
    """An authenticator that lets this name in."""

    def check(server, session, envelope, mechanism, data) -> AuthResult:
        known = (data.login, data.password) == (name.encode(), password.encode())
        return AuthResult(success=known, handled=False)

    return check


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for HOST that nobody knows, as a file, and what a server needs of it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now - timedelta(days=1), now + timedelta(days=1)
    )
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    signed = made.sign(key, hashes.SHA256())
    public, private = folder / "server.pem", folder / "server.key"
    public.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context
