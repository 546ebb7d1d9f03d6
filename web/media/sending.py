"""Sending media bytes: ranges, conditions and HEAD. Each part of a 206 has at most 7 MiB (contract 8.10).

The view decides what to send and sets the headers. The bytes are then read by `web.front.streaming` on its event loop,
or sent by nginx where GUESTLINK_ACCEL is on, so a slow reader never holds a page's thread. Under another WSGI server,
and in tests, the same pieces are read here.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import Response, request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import NotFound
from werkzeug.utils import get_content_type

from models.config.settings import settings
from models.files import storage
from models.files.backend import Source
from models.plumbing import row_ids
from models.tables.media_file import FileToSend
from web.media import ranges
from web.media.body import BODY, Body, Slice
from web.media.by_nginx import headers_for_nginx
from web.media.play_right import PlayRight
from web.pages.security import SANDBOX

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class MediaResponse(Response):
    """With all its headers. Werkzeug would copy them and check each again; from a 304 it takes some away."""

    def get_wsgi_headers(self, environ: "WSGIEnvironment") -> Headers:
        return super().get_wsgi_headers(environ) if self.status_code == 304 else self.headers


@dataclass(frozen=True)
class Asked:
    """A file that somebody asks for. `path` is its path below the data folder. `etag` is a strong validator."""

    source: Source
    path: str
    size: int
    content_type: str
    etag: str
    right: PlayRight | None
    is_recording: bool


def named_file() -> int | None:
    """Which of several playable files the address names. An open page keeps to its file when another is added."""
    return row_ids.row_id(request.args.get("file", ""))


def send_file(file: FileToSend, right: PlayRight | None = None) -> Response:
    """The answer to a GET or HEAD of this file. The caller has checked the right, and passes it on if it may end while
    the bytes are being sent."""
    if not (_is_checked_when_opened() or storage.has(file.stored_name)):
        raise NotFound
    # A stored name is random and its file never changes.
    etag = file.stored_name.partition(".")[0]
    is_recording = file.content_type.startswith(("video/", "audio/"))
    source, path = storage.file(file.stored_name, file.size), f"media/{file.stored_name}"
    return answer(Asked(source, path, file.size, file.content_type, etag, right, is_recording))


def _is_checked_when_opened() -> bool:
    """Whether a missing file will be noticed later: in a bucket by nginx, or when it is opened before the answer. The
    page then need not ask. For a HEAD no file is opened, so the page must ask."""
    if settings().accel == "on":
        return storage.is_remote()
    return "asgi.scope" in request.environ and request.method != "HEAD"


def answer(asked: Asked) -> Response:
    # By weak comparison (RFC 9110, 13.1.2), because a cache in between may have weakened the validator.
    if request.if_none_match.contains_weak(asked.etag):
        return _response(304, asked)
    parts = _requested_parts(asked)
    if parts is None:
        return _with_body(200, asked, Slice(asked.source, 0, asked.size))
    if not parts:
        return _response(416, asked, ("Content-Range", f"bytes */{asked.size}"), ("Content-Length", "0"))
    slices = [Slice(asked.source, first, end - first) for first, end in parts]
    if len(slices) == 1:
        return _with_body(206, asked, slices[0])
    framing = ranges.Framing(get_content_type(asked.content_type, "utf-8"))
    framed = [piece for each in slices for piece in (framing.head(each.part, asked.size), each)]
    asked = replace(asked, content_type=f"multipart/byteranges; boundary={framing.boundary}")
    return _with_body(206, asked, *framed, framing.end())


def _response(status: int, asked: Asked, *more: tuple[str, str]) -> Response:
    """With all headers at once: for each one that is set later, Werkzeug looks through those that are there."""
    headers = (
        ("Content-Type", get_content_type(asked.content_type, "utf-8")),
        ("Content-Security-Policy", SANDBOX),
        # A cache must ask us again each time, and we check the right before we say 304.
        ("Cache-Control", "private, no-cache"),
        ("Content-Disposition", "inline"),
        ("Accept-Ranges", "bytes"),
        ("ETag", f'"{asked.etag}"'),
    )
    return MediaResponse(status=status, headers=[*headers, *more])


def _requested_parts(asked: Asked) -> list[ranges.Range] | None:
    """Like `ranges.requested`. Also None, for the whole file, if `If-Range` does not name exactly this file."""
    # Compared as it was sent: we never give a date, and a weak validator does not promise the same bytes (RFC 9110,
    # 13.1.5). Werkzeug would read it as a date first, and fail at one out of range.
    condition = request.headers.get("If-Range", "").strip()
    if request.method == "HEAD" or (condition and condition != f'"{asked.etag}"'):
        return None
    return ranges.requested(request.headers.get("Range", ""), asked.size)


def _with_body(status: int, asked: Asked, *pieces: bytes | Slice) -> Response:
    body = Body(pieces, asked.right, is_whole_recording=status == 200 and asked.is_recording)
    part = pieces[0].part if status == 206 and isinstance(pieces[0], Slice) else None
    headers = [("Content-Length", str(len(body)))]
    if settings().accel == "on":
        if _may_be_sent_by_nginx(body):
            return _response(status, asked, *headers_for_nginx(asked.source, asked.path, part))
        # nginx must not read ahead of the client: those bytes would be sent after the right has ended.
        headers.append(("X-Accel-Buffering", "no"))
    if part is not None:
        headers.append(("Content-Range", ranges.content_range(part, asked.size)))
    response = _response(status, asked, *headers)
    scope = request.environ.get("asgi.scope")
    if request.method == "HEAD":
        return response
    if scope is not None:
        body.open_here()
        scope[BODY] = body
    else:
        response.response = body
    return response


def _may_be_sent_by_nginx(body: Body) -> bool:
    """nginx cannot send several ranges of a file in one answer, and cannot ask for the right again in a long one."""
    is_allowed = request.method == "HEAD" or body.is_short or body.right is None
    return len(body.pieces) == 1 and is_allowed
