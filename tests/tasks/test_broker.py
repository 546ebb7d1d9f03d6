"""What Celery is told about the broker: its address, and that its certificate counts (contract 11.51)."""

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from models.config.settings import settings
from models.plumbing.server_troubles import NOT_TRUSTED
from tests.conftest import forget

if TYPE_CHECKING:
    from celery import Celery


def certificate(folder: Path, host: str) -> Path:
    """A file with a key and a certificate for this host, signed by itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{host}.pem"
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


class Server:
    """Speaks TLS, and counts the clients that accept its certificate. It answers nobody."""

    def __init__(self, file: Path) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(file)
        self.accepted = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            try:
                with self.context.wrap_socket(connection, server_side=True) as client:
                    # With TLS 1.3 the server learns only from the first bytes whether it was accepted.
                    self.accepted += bool(client.recv(1))
            except OSError:
                continue


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(certificate(tmp_path, "localhost"))
    yield server
    server.listener.close()


def trouble_at(app: "Celery", monkeypatch: pytest.MonkeyPatch, url: str) -> str | None:
    from tasks import broker
    from tasks.broker_trouble import trouble

    monkeypatch.setenv("GUESTLINK_BROKER_URL", url)
    forget()
    config = settings()
    for name, value in {
        "broker_url": broker.address(config),
        "broker_transport": None,
        "broker_transport_options": {"socket_timeout": 1, "socket_connect_timeout": 1},
        "broker_use_ssl": broker.tls(config),
        "broker_connection_timeout": 1,
    }.items():
        monkeypatch.setitem(app.conf, name, value)
    app._after_fork()
    return trouble(app)


@pytest.mark.parametrize("scheme", ["amqps", "rediss"])
def test_only_a_trusted_certificate_for_the_host_is_accepted(
    app: "Celery", server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scheme: str
) -> None:
    def trouble(host: str, query: str = "") -> str | None:
        return trouble_at(app, monkeypatch, f"{scheme}://:hush@{host}:{server.port}/0{query}")

    trusted = f"?ssl_ca_certs={tmp_path / 'localhost.pem'}"
    assert trouble("localhost") == NOT_TRUSTED
    # The certificate is trusted, but it names another host.
    assert trouble("127.0.0.1", trusted) == NOT_TRUSTED
    assert server.accepted == 0
    assert trouble("localhost", trusted) == "does not answer"
    accepted = server.accepted
    assert accepted > 0
    assert trouble("127.0.0.1", "?ssl_cert_reqs=none") == "does not answer"
    assert server.accepted > accepted


@pytest.mark.parametrize("url", ["amqp://u:p%2Fw@h//", "redis://h:6379/0", "rediss://:pw@h:6379/1"])
def test_an_address_stays_as_it_is(monkeypatch: pytest.MonkeyPatch, environment: Path, url: str) -> None:
    from tasks import broker

    monkeypatch.setenv("GUESTLINK_BROKER_URL", url)
    forget()
    assert broker.address(settings()) == url
