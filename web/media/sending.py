"""Sending media bytes: ranges, conditions and HEAD. Each part of a 206 has at most 7 MiB (contract 8.10).

The view decides what to send and sets the headers. The bytes are then read by `web.front.streaming` on its event loop,
or sent by nginx where GUESTLINK_ACCEL is on, so a slow reader never holds a page's thread. Under another WSGI server,
and in tests, the same pieces are read here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, request
from werkzeug.exceptions import NotFound

from models.config.settings import settings
from models.files import storage
from models.files.backend import Source
from models.plumbing import row_ids
from models.tables.media_file import FileToSend
from web.media import ranges
from web.media.by_nginx import send_by_nginx
from web.media.play_right import PlayRight
from web.pages.security import sandbox

CHUNK = 256 * 1024
# The front looks for the body to send under this name in the ASGI scope, which the WSGI bridge passes on.
BODY = "guestlink.body"


@dataclass(frozen=True)
class Slice:
    """Some bytes of a file."""

    source: Source
    start: int
    length: int

    def __iter__(self) -> Iterator[bytes]:
        with self.source.open() as file:
            file.seek(self.start)
            left = self.length
            while left > 0 and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk


@dataclass(frozen=True)
class Body:
    """The slices of an answer and, where there are several, the framing between them."""

    pieces: tuple[bytes | Slice, ...]
    # None for an owner, whose right is asked for once.
    right: PlayRight | None = None
    # A whole recording, which nobody asked for by a range.
    is_whole_recording: bool = False

    @property
    def is_short(self) -> bool:
        """Whether it is sent to its end even if the right ends meanwhile (contract 2.46)."""
        return len(self) <= ranges.LARGEST_PART

    def __len__(self) -> int:
        return sum(piece.length if isinstance(piece, Slice) else len(piece) for piece in self.pieces)

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            yield from [piece] if isinstance(piece, bytes) else piece


@dataclass(frozen=True)
class Asked:
    """A file that somebody asks for. `path` is its path below the data folder."""

    source: Source
    path: str
    size: int
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
    # A stored name is random and its file never changes, so it is a strong validator.
    etag = file.stored_name.partition(".")[0]
    is_recording = file.content_type.startswith(("video/", "audio/"))
    source = storage.file(file.stored_name, file.size)
    asked = Asked(source, f"media/{file.stored_name}", file.size, right, is_recording)
    return answer(asked, file.content_type, etag=etag)


def _is_checked_when_opened() -> bool:
    """Whether a missing file will be noticed later: by nginx, or by the front, which opens the file before it
    answers. The page then need not ask the bucket. For a HEAD no file is opened, so the page must ask."""
    by_front = "asgi.scope" in request.environ and request.method != "HEAD"
    return storage.is_remote() and (settings().accel == "on" or by_front)


def answer(asked: Asked, content_type: str, *, etag: str) -> Response:
    response = sandbox(Response(status=200, mimetype=content_type))
    # A cache must ask us again each time, and we check the right before we say 304.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Accept-Ranges"] = "bytes"
    response.set_etag(etag)
    # By weak comparison (RFC 9110, 13.1.2), because a cache in between may have weakened the validator.
    if request.if_none_match.contains_weak(response.get_etag()[0] or ""):
        response.status_code = 304
        return response
    return _with_bytes(response, asked)


def _with_bytes(response: Response, asked: Asked) -> Response:
    size = asked.size
    parts = _requested_parts(response, size)
    if parts is None:
        return _with_body(response, asked, Slice(asked.source, 0, size))
    if not parts:
        response.status_code = 416
        response.headers["Content-Range"] = f"bytes */{size}"
        response.content_length = 0
        return response
    response.status_code = 206
    if len(parts) == 1:
        response.headers["Content-Range"] = ranges.content_range(parts[0], size)
        return _with_body(response, asked, _slice(asked.source, parts[0]))
    framing = ranges.Framing(response.headers["Content-Type"])
    response.headers["Content-Type"] = f"multipart/byteranges; boundary={framing.boundary}"
    framed = [piece for part in parts for piece in (framing.head(part, size), _slice(asked.source, part))]
    return _with_body(response, asked, *framed, framing.end())


def _slice(source: Source, part: ranges.Range) -> Slice:
    return Slice(source, part[0], part[1] - part[0])


def _requested_parts(response: Response, size: int) -> list[ranges.Range] | None:
    """Like `ranges.requested`. Also None, for the whole file, if `If-Range` does not name exactly this file."""
    if request.method == "HEAD" or (request.if_range.etag and request.if_range.etag != response.get_etag()[0]):
        return None
    if request.if_range.date is not None or request.headers.get("If-Range", "").startswith("W/"):
        # We never give a date, and a weak validator does not promise the same bytes (RFC 9110, 13.1.5).
        return None
    return ranges.requested(request.headers.get("Range", ""), size)


def _with_body(response: Response, asked: Asked, *pieces: bytes | Slice) -> Response:
    body = Body(pieces, asked.right, is_whole_recording=response.status_code == 200 and asked.is_recording)
    if settings().accel == "on":
        if _may_be_sent_by_nginx(body):
            return send_by_nginx(response, asked.source, asked.path)
        # nginx must not read ahead of the client: those bytes would be sent after the right has ended.
        response.headers["X-Accel-Buffering"] = "no"
    response.headers["Content-Length"] = str(len(body))
    scope = request.environ.get("asgi.scope")
    if request.method == "HEAD":
        return response
    if scope is not None:
        scope[BODY] = body
    else:
        response.response = body
    return response


def _may_be_sent_by_nginx(body: Body) -> bool:
    """nginx cannot send several ranges of a file in one answer, and cannot ask for the right again in a long one."""
    is_allowed = request.method == "HEAD" or body.is_short or body.right is None
    return len(body.pieces) == 1 and is_allowed
