"""One HTTP request on a connection of its own, and the whole reply to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage

Body = str | bytes | Iterable[bytes] | None


@dataclass(frozen=True)
class Reply:
    status: int
    headers: HTTPMessage
    content: bytes


def ranges_in(reply: Reply) -> list[bytes]:
    """The ranges of a multipart answer. Fails when it does not end as it should."""
    boundary = reply.headers["Content-Type"].partition("boundary=")[2].encode()
    _, *parts, end = reply.content.split(b"--" + boundary)
    assert end == b"--\r\n"
    assert all(part.endswith(b"\r\n") for part in parts)
    return [part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n") for part in parts]


def ask(port: int, path: str, method: str = "GET", body: Body = None, **headers: str) -> Reply:
    """Headers are named in Python's way: `Content_Type="text/plain"`. An iterator as the body is sent in chunks."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body=body, headers=named)
    answer = connection.getresponse()
    reply = Reply(answer.status, answer.headers, answer.read())
    connection.close()
    return reply
