"""Sending media bytes: ranges, conditions, HEAD; every part of a 206 at most a few MiB.

The view decides and answers with headers. The bytes themselves are read by `web.front.asgi` on its event loop, or sent
by nginx where GUESTLINK_ACCEL says so: a slow reader never holds a page's thread. Under another WSGI server (and in
tests) the same pieces are read here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from flask import Response, request
from werkzeug.exceptions import Gone, NotFound

from models.config.settings import settings
from models.files import bucket, live_folder, storage
from models.files.folder import LocalFile
from models.files.backend import Source
from models.files.remote_file import RemoteFile
from models.tables.live_session import LiveState, LiveStream
from models.tables.media_file import Playable
from web.media import ranges
from web.pages.security import sandboxed

CHUNK = 256 * 1024
# Where the front looks for the body to send: in the ASGI scope that the WSGI bridge hands through.
BODY = "guestlink.body"
# nginx.conf.template has a location of its own below it for the media folder and the live folder.
ACCEL_PREFIX = "/internal"


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
    """Slices, and what stands between them when there are several."""

    pieces: tuple[bytes | Slice, ...]

    def __len__(self) -> int:
        return sum(piece.length if isinstance(piece, Slice) else len(piece) for piece in self.pieces)

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            yield from [piece] if isinstance(piece, bytes) else piece


def send(file: Playable) -> Response:
    """The answer to a GET or HEAD of this file by somebody who has been found to have the right."""
    if not (_is_looked_for_later() or storage.has(file.stored_name)):
        raise NotFound
    # A stored name is random and written once: a strong validator.
    etag = file.stored_name.partition(".")[0]
    source = storage.file(file.stored_name, file.size)
    return _sent(source, f"media/{file.stored_name}", file.size, file.content_type, etag=etag)


def _is_looked_for_later() -> bool:
    """What lies in a bucket is found missing by nginx, or by the front before its first byte: no page waits for that.
    But nobody asks for the bytes of a HEAD."""
    by_front = "asgi.scope" in request.environ and request.method != "HEAD"
    return storage.is_remote() and (settings().accel == "on" or by_front)


def send_live(stream: LiveStream, name: str) -> Response:
    """404 until the session is on, so that nobody watches an encoder being tried out; 410 once it has ended."""
    if stream.state == LiveState.ENDED:
        raise Gone
    if stream.state != LiveState.ON:
        raise NotFound
    return send_stream(stream.folder, name)


def send_stream(folder: str, name: str) -> Response:
    """A playlist or segment of a live folder. Raises NotFound, also for what lies elsewhere or is no regular file."""
    path = live_folder.file_in(folder, name)
    try:
        found = path.stat() if path else None
    except OSError:
        # Its window has moved on in this moment.
        found = None
    if path is None or found is None:
        raise NotFound
    content_type = live_folder.TYPES[path.suffix]
    if path.suffix == ".m3u8":
        return _playlist(folder, name, content_type)
    etag = f"{found.st_mtime_ns:x}-{found.st_size:x}"
    return _sent(LocalFile(path), f"live/{folder}/{name}", found.st_size, content_type, etag=etag)


def _playlist(folder: str, name: str, content_type: str) -> Response:
    """Whole, and never by a condition: it is another one every few seconds."""
    text = "".join(f"{line}\n" for line in live_folder.read_playlist(folder, name))
    response = sandboxed(Response(text, content_type=content_type))
    response.headers["Cache-Control"] = "no-store"
    return response


def _sent(source: Source, below: str, size: int, content_type: str, *, etag: str) -> Response:
    """This file, which is `below` the data folder or in the bucket."""
    response = sandboxed(Response(status=200, mimetype=content_type))
    # Kept by nobody without asking us again, and we check the right before saying 304.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Disposition"] = "inline"
    if settings().accel == "on" and isinstance(source, LocalFile):
        # nginx judges ranges and conditions by an ETag of its own: two validators would contradict each other.
        response.headers["X-Accel-Redirect"] = quote(f"{ACCEL_PREFIX}/{below}")
        return response
    response.headers["Accept-Ranges"] = "bytes"
    response.set_etag(etag)
    # Weakly (RFC 9110, 13.1.2): a cache between may have weakened it.
    if request.if_none_match.contains_weak(response.get_etag()[0] or ""):
        response.status_code = 304
        return response
    return _with_bytes(response, source, size)


def _with_bytes(response: Response, source: Source, size: int) -> Response:
    parts = _asked(response, size)
    if parts is None:
        return _of(response, Slice(source, 0, size))
    if not parts:
        response.status_code = 416
        response.headers["Content-Range"] = f"bytes */{size}"
        response.content_length = 0
        return response
    response.status_code = 206
    if len(parts) == 1:
        response.headers["Content-Range"] = ranges.content_range(parts[0], size)
        return _of(response, _slice(source, parts[0]))
    framing = ranges.Framing(response.headers["Content-Type"])
    response.headers["Content-Type"] = f"multipart/byteranges; boundary={framing.boundary}"
    framed = [piece for part in parts for piece in (framing.head(part, size), _slice(source, part))]
    return _of(response, *framed, framing.end())


def _slice(source: Source, part: ranges.Range) -> Slice:
    return Slice(source, part[0], part[1] - part[0])


def _asked(response: Response, size: int) -> list[ranges.Range] | None:
    if request.method == "HEAD" or (request.if_range.etag and request.if_range.etag != response.get_etag()[0]):
        return None
    if request.if_range.date is not None or request.headers.get("If-Range", "").startswith("W/"):
        # A weak validator, or a date that we never gave: not this very file (RFC 9110, 13.1.5).
        return None
    return ranges.asked(request.headers.get("Range", ""), size)


def _of(response: Response, *pieces: bytes | Slice) -> Response:
    match pieces:
        case [Slice(source=RemoteFile() as file)] if settings().accel == "on":
            return _by_nginx(response, file)
    # Several ranges of a remote file too, even with nginx: no bucket sends them in one answer.
    body = Body(pieces)
    response.headers["Content-Length"] = str(len(body))
    scope = request.environ.get("asgi.scope")
    if request.method == "HEAD":
        return response
    if scope is not None:
        scope[BODY] = body
    else:
        response.response = body
    return response


def _by_nginx(response: Response, file: RemoteFile) -> Response:
    """nginx fetches it under our signature, which nobody else sees, and keeps our headers (nginx.s3.conf.template).
    The range is what we have judged; to a bucket `If-Range` means nothing."""
    if (content_range := response.headers.pop("Content-Range", None)) is not None:
        response.headers["X-Sent-Range"] = content_range.partition("/")[0].replace(" ", "=")
    query = bucket.signed_query(file.stored_name, request.method)
    response.headers["X-Accel-Redirect"] = f"{ACCEL_PREFIX}/s3/{file.stored_name}?{query}"
    return response
