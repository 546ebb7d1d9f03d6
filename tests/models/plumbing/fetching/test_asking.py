"""Certificates of other servers are checked against the name in the address (contract 9.21)."""

import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from models.plumbing.fetching import asking, refusals
from models.plumbing.fetching.asking import ask
from models.plumbing.fetching.refusals import CannotFetch
from models.plumbing.web_addresses import read
from tests.conftest import forget
from tests.vocabulary.elsewhere import PLAYLIST, Elsewhere
from tests.vocabulary.names import Names


@pytest.fixture
def certificate(elsewhere: Elsewhere, tmp_path: Path) -> Path:
    """Of stream.example, signed by itself. The server uses it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stream.example")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("stream.example")]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    file = tmp_path / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    elsewhere.server.socket = context.wrap_socket(elsewhere.server.socket, server_side=True)
    elsewhere.put("/x")
    return file


@pytest.fixture(autouse=True)
def _anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "tls", asking.tls.__wrapped__)


def asked(monkeypatch: pytest.MonkeyPatch, elsewhere: Elsewhere, host: str, scheme: str = "https") -> bytes:
    monkeypatch.setenv("GUESTLINK_PRIVATE_HOSTS", "127.0.0.0/8")
    forget()
    names = Names(monkeypatch)
    names.addresses.update({name: ["127.0.0.1"] for name in ("stream.example", "stream.example.", "other.example")})
    address = read(f"{scheme}://{host}:{elsewhere.server.server_port}/x")
    assert address is not None
    return ask(address, "https://media.example.org", most_bytes=1000, until=time.monotonic() + 5).body


@pytest.mark.parametrize("host", ["stream.example", "stream.example."])
def test_a_trusted_certificate_of_this_name_is_taken(
    monkeypatch: pytest.MonkeyPatch, elsewhere: Elsewhere, certificate: Path, host: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert asked(monkeypatch, elsewhere, host) == PLAYLIST.encode()
    assert elsewhere.server.asked[0][1]["Host"].startswith(host)


@pytest.mark.parametrize("host", ["other.example", "127.0.0.1"])
def test_a_trusted_certificate_of_another_name_is_refused(
    monkeypatch: pytest.MonkeyPatch, elsewhere: Elsewhere, certificate: Path, host: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(CannotFetch, match=refusals.CERTIFICATE):
        asked(monkeypatch, elsewhere, host)
    assert elsewhere.asked == []


@pytest.mark.usefixtures("certificate")
def test_a_certificate_that_nobody_trusts_is_refused(monkeypatch: pytest.MonkeyPatch, elsewhere: Elsewhere) -> None:
    with pytest.raises(CannotFetch, match=refusals.CERTIFICATE):
        asked(monkeypatch, elsewhere, "stream.example")
    assert elsewhere.asked == []


def test_https_where_only_http_is_spoken_is_told(monkeypatch: pytest.MonkeyPatch, elsewhere: Elsewhere) -> None:
    elsewhere.put("/x")
    with pytest.raises(CannotFetch, match="No secure connection"):
        asked(monkeypatch, elsewhere, "stream.example")
    assert asked(monkeypatch, elsewhere, "stream.example", "http") == PLAYLIST.encode()
