"""A client of the protocol tus 1.0.0, in a test client's browser or over real HTTP."""

import base64
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient

from models.config.settings import settings
from tests.vocabulary.pages import inputs
from tests.vocabulary.replies import ask
from tests.vocabulary.uploads import owner_cookie

UPLOADS = "/uploads/"
PIECE = "application/offset+octet-stream"


@dataclass(frozen=True)
class Told:
    status: int
    # By name, in capitals or not.
    headers: Any
    text: str

    @property
    def offset(self) -> int:
        return int(self.headers["Upload-Offset"])

    @property
    def item(self) -> str | None:
        """The address of the item that the upload has become."""
        item: str | None = self.headers.get("Media-Location")
        return item


@dataclass(frozen=True)
class Sender:
    """Sends every header that the protocol and the site want. A header that is None is left out."""

    request: Callable[[str, str, bytes, dict[str, str]], Told]
    token: str

    def ask(self, method: str, path: str = UPLOADS, body: bytes = b"", /, **headers: str | None) -> Told:
        wanted = {"Tus_Resumable": "1.0.0", "X_CSRFToken": self.token} | headers
        sent = {name.replace("_", "-"): value for name, value in wanted.items() if value is not None}
        return self.request(method, path, body, sent)

    def create(self, length: int | str | None, title: str = "A film", /, **headers: str | None) -> Told:
        named = {"Upload_Length": None if length is None else str(length), "Upload_Metadata": metadata(title=title)}
        return self.ask("POST", **(named | headers))

    def begin(self, length: int, title: str = "A film") -> str:
        """The address of a new upload."""
        told = self.create(length, title)
        assert told.status == 201, told
        return str(told.headers["Location"])

    def patch(self, upload: str, body: bytes, offset: int | str | None = 0, /, **headers: str | None) -> Told:
        named = {"Content_Type": PIECE, "Upload_Offset": None if offset is None else str(offset)}
        return self.ask("PATCH", upload, body, **(named | headers))

    def state(self, upload: str) -> Told:
        return self.ask("HEAD", upload)

    def cancel(self, upload: str, /, **headers: str | None) -> Told:
        return self.ask("DELETE", upload, **headers)


def metadata(**fields: str) -> str:
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in fields.items())


def sender_in(client: FlaskClient) -> Sender:
    """In this signed-in browser."""

    def request(method: str, path: str, body: bytes, headers: dict[str, str]) -> Told:
        answer = client.open(path, method=method, data=body, headers=headers)
        told = Told(answer.status_code, answer.headers, answer.text)
        answer.close()
        return told

    return Sender(request, token_of(client))


def token_of(client: FlaskClient) -> str:
    """Somebody who is not signed in has none."""
    return inputs(client.get("/account").text).get("csrf_token", "")


def sender_at(port: int, client: FlaskClient) -> Sender:
    """At this port, with the cookie of this signed-in browser."""
    token, cookie = token_of(client), owner_cookie(client)

    def request(method: str, path: str, body: bytes, headers: dict[str, str]) -> Told:
        reply = ask(
            port, path, method, body, **{name.replace("-", "_"): each for name, each in headers.items()}, Cookie=cookie
        )
        return Told(reply.status, reply.headers, reply.content.decode())

    return Sender(request, token)


def begin_body(
    port: int, cookie: str, token: str, upload: str, body: bytes, *, length: int, offset: int = 0
) -> socket.socket:
    """Send the head of a PATCH of this length, and only these bytes of it."""
    lines = [f"PATCH {upload} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Cookie: {cookie}", "Tus-Resumable: 1.0.0"]
    lines += [f"X-CSRFToken: {token}", f"Content-Type: {PIECE}", f"Upload-Offset: {offset}"]
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall("\r\n".join([*lines, f"Content-Length: {length}", "", ""]).encode() + body)
    return connection


def kept() -> list[str]:
    """The names of what is kept of uploads in pieces."""
    folder = settings().arriving_folder
    return sorted(file.name for file in folder.iterdir()) if folder.exists() else []
