"""Sending media bytes: ranges, conditions, HEAD; every 206 at most a few MiB.

The view decides and answers with headers; the bytes themselves are read by `web.front` on its event loop, so that a
slow reader never holds a page's thread. Under another WSGI server (and in tests) the same slice is read here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Response, request
from werkzeug.exceptions import NotFound
from werkzeug.http import parse_range_header

from models.plumbing import streams
from models.plumbing.settings import settings
from models.tables.media_file import Playable

# A player asks on; a slow one must not keep a connection for a whole film. Safari asks for a whole file by a closed
# range, so closed ranges are capped too (FACTS).
LARGEST_PART = 4 * 1024**2
CHUNK = 256 * 1024
# Where the front looks for the slice to send: in the ASGI scope that the WSGI bridge hands through.
SLICE = "guestlink.slice"


@dataclass(frozen=True)
class Slice:
    path: Path
    start: int
    length: int

    def __iter__(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            file.seek(self.start)
            left = self.length
            while left > 0 and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk


def send(file: Playable) -> Response:
    """The answer to a GET or HEAD of this file by somebody who has been found to have the right."""
    path = settings().media_folder / file.stored_name
    if not path.is_file():
        raise NotFound
    # A stored name is random and written once: a strong validator.
    return _sent(path, file.size, file.content_type, etag=file.stored_name.partition(".")[0])


def send_stream(folder: str, name: str) -> Response:
    """A playlist or segment of a live folder. Raises NotFound, also for what lies elsewhere or is no regular file."""
    path = streams.file_in(folder, name)
    try:
        found = path.stat() if path else None
    except OSError:
        # Its window has moved on in this moment.
        found = None
    if path is None or found is None:
        raise NotFound
    content_type = streams.TYPES[path.suffix]
    if path.suffix == ".m3u8":
        return _playlist(folder, name, content_type)
    return _sent(path, found.st_size, content_type, etag=f"{found.st_mtime_ns:x}-{found.st_size:x}")


def _playlist(folder: str, name: str, content_type: str) -> Response:
    """Whole, and never by a condition: it is another one every few seconds."""
    text = "".join(f"{line}\n" for line in streams.read_playlist(folder, name))
    response = Response(text, content_type=content_type)
    response.headers["Cache-Control"] = "no-store"
    return response


def _sent(path: Path, size: int, content_type: str, *, etag: str) -> Response:
    response = Response(status=200, mimetype=content_type)
    response.headers["Accept-Ranges"] = "bytes"
    response.set_etag(etag)
    # Kept by nobody without asking us again, and we check the right before saying 304.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Disposition"] = "inline"
    if request.if_none_match.contains(response.get_etag()[0] or ""):
        response.status_code = 304
        return response
    return _with_bytes(response, path, size)


def _with_bytes(response: Response, path: Path, size: int) -> Response:
    start, stop = 0, size
    wanted = _wanted(response, size)
    if wanted is not None:
        if wanted == (0, 0):
            response.status_code = 416
            response.headers["Content-Range"] = f"bytes */{size}"
            response.content_length = 0
            return response
        start, stop = wanted[0], min(wanted[1], wanted[0] + LARGEST_PART)
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    response.headers["Content-Length"] = str(stop - start)
    if request.method != "HEAD":
        _attach(response, Slice(path, start, stop - start))
    return response


def _wanted(response: Response, size: int) -> tuple[int, int] | None:
    """None: the whole file, also for several ranges (RFC 9110, 14.2). (0, 0): a range that cannot be satisfied."""
    if request.method == "HEAD" or (request.if_range.etag and request.if_range.etag != response.get_etag()[0]):
        return None
    if request.if_range.date is not None or request.headers.get("If-Range", "").startswith("W/"):
        # A weak validator, or a date that we never gave: not this very file (RFC 9110, 13.1.5).
        return None
    if request.headers.get("Range", "").strip() == "bytes=-0":
        # The last nothing: Werkzeug would read it as "from 0 on".
        return 0, 0
    header = parse_range_header(request.headers.get("Range"))
    if header is None or header.units != "bytes" or len(header.ranges) != 1:
        return None
    first = header.ranges[0][0]
    if first < 0:
        # The last so many bytes; more than there are is the whole (RFC 9110, 14.1.2).
        return max(size + first, 0), size
    return header.range_for_length(size) or (0, 0)


def _attach(response: Response, part: Slice) -> None:
    scope = request.environ.get("asgi.scope")
    if scope is not None:
        scope[SLICE] = part
    else:
        response.response = part
