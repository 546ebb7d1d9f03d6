"""One request to one judged address: HTTP/1.1 by the library `h11`, without proxies, cookies or passwords.

Every wait ends at one instant, `until`, so a server that sends a byte now and then gains nothing.
"""

import socket
import ssl
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import certifi
import h11

from models.plumbing.fetching.looking_up import judged_addresses
from models.plumbing.fetching.public_addresses import IpAddress
from models.plumbing.fetching.refusals import (
    CERTIFICATE,
    GARBLED,
    NO_ANSWER,
    NO_TLS,
    TOO_LARGE,
    TOO_SLOW,
    CannotFetch,
)
from models.plumbing.fetching.unpacking import unpacker
from models.plumbing.web_addresses import WebAddress

# If a host has several addresses, the next one gets its turn after this time.
CONNECT_SECONDS = 3.0
MOST_HEAD_BYTES = 64 * 1024
_READ_BYTES = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """`body` is unpacked. It is empty if only the head was asked for."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The values of all headers of this name, as a browser joins them. None if there is none."""
        values = [value.strip() for key, value in self.headers if key == name]
        return ", ".join(values) if values else None


def ask(address: WebAddress, origin: str, *, most_bytes: int, until: float, head_only: bool = False) -> Answer:
    """A GET with this `Origin`. Raises CannotFetch."""
    with _connect(address, until) as connection:
        try:
            return _Exchange(connection, most_bytes, until).run(address, origin, head_only=head_only)
        except TimeoutError:
            raise CannotFetch(TOO_SLOW) from None
        except (OSError, h11.RemoteProtocolError, h11.LocalProtocolError, zlib.error, ValueError):
            raise CannotFetch(GARBLED) from None


@lru_cache(maxsize=1)
def tls() -> ssl.SSLContext:
    """It trusts what the system trusts, and the usual authorities where the system knows none."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context


def _connect(address: WebAddress, until: float) -> socket.socket:
    for ip in judged_addresses(address, until):
        try:
            plain = _connect_to(ip, address.port, until)
        except OSError:
            continue
        return _secure(plain, address, until) if address.scheme == "https" else plain
    raise CannotFetch(NO_ANSWER)


def _connect_to(ip: IpAddress, port: int, until: float) -> socket.socket:
    left = _left(until)
    # The text is an IP address, so nothing is looked up here.
    return socket.create_connection((str(ip), port), min(left, CONNECT_SECONDS))


def _secure(plain: socket.socket, address: WebAddress, until: float) -> socket.socket:
    try:
        plain.settimeout(_left(until))
        return tls().wrap_socket(plain, server_hostname=address.host.strip("[]").rstrip("."))
    except ssl.SSLCertVerificationError:
        plain.close()
        raise CannotFetch(CERTIFICATE) from None
    except (OSError, ValueError) as error:
        plain.close()
        raise CannotFetch(NO_ANSWER if isinstance(error, TimeoutError) else NO_TLS) from None


def _left(until: float) -> float:
    """Raises TimeoutError when no time is left. A socket would take 0 for "do not wait"."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Exchange:
    def __init__(self, connection: socket.socket, most_bytes: int, until: float) -> None:
        self.connection, self.most_bytes, self.until = connection, most_bytes, until
        self.protocol = h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST_HEAD_BYTES)
        self.received = 0

    def run(self, address: WebAddress, origin: str, *, head_only: bool) -> Answer:
        self._send(address, origin)
        head = self._next()
        while isinstance(head, h11.InformationalResponse):
            head = self._next()
        if not isinstance(head, h11.Response):
            raise CannotFetch(GARBLED)
        headers = [(name.decode("ascii"), _text(value)) for name, value in head.headers]
        answer = Answer(head.status_code, headers, b"")
        if head_only or answer.status != 200:
            return answer
        return Answer(answer.status, headers, self._body(answer.header("content-encoding")))

    def _send(self, address: WebAddress, origin: str) -> None:
        headers = [
            ("Host", address.host_and_port),
            ("Accept", "*/*"),
            ("Accept-Encoding", "identity"),
            ("Origin", origin),
            ("User-Agent", "Guestlink"),
            ("Connection", "close"),
        ]
        request = h11.Request(method="GET", target=address.target, headers=headers)
        self.connection.settimeout(_left(self.until))
        self.connection.sendall((self.protocol.send(request) or b"") + (self.protocol.send(h11.EndOfMessage()) or b""))

    def _next(self) -> object:
        while (event := self.protocol.next_event()) is h11.NEED_DATA:
            self.connection.settimeout(_left(self.until))
            data = self.connection.recv(_READ_BYTES)
            self.received += len(data)
            if self.received > self.most_bytes + MOST_HEAD_BYTES:
                raise CannotFetch(TOO_LARGE)
            self.protocol.receive_data(data)
        # Also when all has come: a body of countless small pieces takes time to read.
        _left(self.until)
        return event

    def _body(self, encoding: str | None) -> bytes:
        body, unpack, packed = bytearray(), unpacker(encoding), 0
        while isinstance(event := self._next(), h11.Data):
            packed += len(event.data)
            # A small body may be a huge one, packed. So no more of it is unpacked than may be read.
            body += unpack(bytes(event.data), self.most_bytes + 1 - len(body))
            if max(packed, len(body)) > self.most_bytes:
                raise CannotFetch(TOO_LARGE)
        if not isinstance(event, h11.EndOfMessage):
            raise CannotFetch(GARBLED)
        return bytes(body)


def _text(value: bytes) -> str:
    """As browsers read a header."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
