"""TLS before a real server: a certificate authority of our own, and a proxy on loopback that ends the encryption.

The Valkey that the tests bring along is built without TLS; what is tested is our side, which cannot tell.
"""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Authority:
    """Files: the authority's certificate, which clients trust, and the server's certificate with its key."""

    trusted: Path
    server: Path


def authority(folder: Path, *, address: str = LOOPBACK) -> Authority:
    """A new certificate authority, and a certificate of it for a server at `address`."""
    ca_key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name, server_name = _name("newscrawl test authority"), _name("newscrawl test server")
    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    ca = _builder(ca_name, ca_name, ca_key).add_extension(x509.BasicConstraints(True, None), True)
    ca_certificate = ca.add_extension(usage, True).sign(ca_key, hashes.SHA256())
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
    server = _builder(server_name, ca_name, server_key).add_extension(alternative, False)
    certificate = server.sign(ca_key, hashes.SHA256())
    made = Authority(folder / "ca.pem", folder / "server.pem")
    made.trusted.write_bytes(ca_certificate.public_bytes(serialization.Encoding.PEM))
    key = server_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    made.server.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + key)
    return made


@contextmanager
def proxy(certificate: Path, port: int) -> Iterator[int]:
    """Take TLS connections and hand what they say to the server at `port`; gives the port for them."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server((LOOPBACK, 0)) as listening:
        threading.Thread(target=_accept, args=(listening, context, port), daemon=True).start()
        yield int(listening.getsockname()[1])


def _accept(listening: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with suppress(OSError):  # The test is over: nobody listens any more.
        while True:
            connection, _ = listening.accept()
            threading.Thread(target=_serve, args=(connection, context, port), daemon=True).start()


def _serve(connection: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with (
        suppress(OSError),
        context.wrap_socket(connection, server_side=True) as client,
        socket.create_connection((LOOPBACK, port)) as server,
    ):
        threading.Thread(target=_pump, args=(server, client), daemon=True).start()
        _pump(client, server)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    return builder.serial_number(x509.random_serial_number()).not_valid_before(now - day).not_valid_after(now + day)
