"""Bytes on a connection as a hostile client sends them, and the answers that come back until the server closes it."""

import contextlib
import socket
from dataclasses import dataclass


@dataclass(frozen=True)
class RawAnswer:
    status: int
    # Named in Python's way, as servers write them in different ways.
    headers: dict[str, str]
    content: bytes


def stalled(port: int, head: str) -> socket.socket:
    """A connection on which a request was sent, and whose client reads next to nothing by itself."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(30)
    connection.connect(("127.0.0.1", port))
    lines = [*head.strip().splitlines(), f"Host: 127.0.0.1:{port}"]
    connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
    return connection


def status_of(connection: socket.socket) -> int:
    """Reads no more than the first line of the answer."""
    line = b""
    while not line.endswith(b"\r\n"):
        byte = connection.recv(1)
        assert byte, "the server closed without an answer"
        line += byte
    return int(line.split()[1])


def is_closed(connection: socket.socket) -> bool:
    """Whether the server has closed it. What has come until now is read. It does not block any more."""
    connection.setblocking(False)
    try:
        return connection.recv(65536) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def read_to_the_end(connection: socket.socket) -> int:
    """How many bytes still come. A reset counts as the end."""
    read = 0
    with contextlib.suppress(ConnectionResetError):
        while chunk := connection.recv(1024**2):
            read += len(chunk)
    return read


def answers_on(port: int, sent: bytes, *, pieces: int = 1) -> list[RawAnswer]:
    """All answers. Fails when the server resets the connection, since a browser would show none of them then."""
    size = -(-len(sent) // pieces)
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start in range(0, len(sent), size):
            connection.sendall(sent[start : start + size])
        while chunk := connection.recv(65536):
            received += chunk
    answers = []
    while received:
        head, _, received = received.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {_titled(name): value for name, _, value in (line.partition(": ") for line in lines)}
        length = int(headers["Content-Length"])
        answers.append(RawAnswer(int(first.split()[1]), headers, received[:length]))
        received = received[length:]
    return answers


def _titled(name: str) -> str:
    return {"x-request-id": "X-Request-ID"}.get(name.lower(), name.title())
