"""How request bodies are read: broken text is seen to be broken, and only an upload writes files."""

import errno
import io
import re
import tempfile
from typing import IO, Any, cast
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.formparser import FormDataParser
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from models.config.settings import settings
from models.files import storage
from models.media import posters
from models.plumbing import row_ids
from models.recordings import webvtt

UPLOAD_PATH = "/media/new"
# Where captions are uploaded: small enough for memory, larger than any other form. What is too large by a little is
# read, so that the form comes back with a sentence and what was typed.
CAPTIONS_PATH = re.compile(f"/media/{row_ids.PATTERN}/captions")
CAPTIONS_BYTES = 4 * webvtt.MAX_CAPTIONS_BYTES
# Where posters are uploaded.
POSTER_PATH = re.compile(f"/media/{row_ids.PATTERN}/poster")
POSTER_BYTES = posters.LARGEST + 64 * 1024
# Where in the environ the temporary files of an upload are kept, to be closed at its end.
STREAMS = "guestlink.uploads"
# Of an upload that is refused, so much is read to find what was typed.
FIELDS_BYTES = 64 * 1024


# The only parts of a form that are files; a form's other fields know only text.
FILE_FIELDS = {"file", "picture"}

# What a disk, or a share of it, answers that has no room left.
FULL = {errno.ENOSPC, errno.EDQUOT}


def takes_files(path: str) -> bool:
    return path == UPLOAD_PATH or any(where.fullmatch(path) for where in (CAPTIONS_PATH, POSTER_PATH))


class Arriving:
    """The file of an upload, on the media folder's own disk. When the disk fills up, what was written is given back at
    once and the rest runs past: what was typed is read to the end, and whoever sends still hears the answer."""

    def __init__(self, file: Any) -> None:
        self.file, self.is_full = file, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def write(self, content: bytes) -> int:
        left = memoryview(b"" if self.is_full else content)
        try:
            while left:
                left = left[self.file.write(left) :]
        except OSError as error:
            if error.errno not in FULL:
                raise
            self.is_full = True
            self.file.truncate(0)
        return len(content)


def ran_full(request: Request) -> bool:
    """Whether the disk had no room for a file of this request, which has been read."""
    return any(stream.is_full for stream in request.environ.get(STREAMS, ()))


class Parser(FormDataParser):
    """Werkzeug hands bytes that are no text over as their own percent signs, which would pass for a name; here they
    become replacement characters, which no field accepts. A file in the place of a text is as good as nothing there."""

    def _parse_multipart(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str]
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, Any]]:
        stream, form, files = super()._parse_multipart(stream, mimetype, content_length, options)
        wanted = [(name, file) for name, file in files.items(multi=True) if name in FILE_FIELDS]
        return stream, form, MultiDict(wanted)

    def _parse_urlencoded(
        self, stream: IO[bytes], _mimetype: str, _content_length: int | None, _options: dict[str, str]
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, Any]]:
        text = stream.read().decode("utf-8", "replace")
        return stream, MultiDict(parse_qsl(text, keep_blank_values=True, errors="replace")), MultiDict()


def fields_before_file(request: Request) -> MultiDict[str, str]:
    """The text fields at the head of an upload that is refused unread. Empty when something has read it already."""
    found: MultiDict[str, str] = MultiDict()
    boundary = request.mimetype_params.get("boundary", "").encode()
    decoder = MultipartDecoder(boundary, max_form_memory_size=FIELDS_BYTES)
    name = None
    try:
        decoder.receive_data(request.environ["wsgi.input"].read(FIELDS_BYTES))
        while not isinstance(event := decoder.next_event(), (NeedData, File, Epilogue)):
            if isinstance(event, Field):
                name = event.name
            elif isinstance(event, Data) and name:
                found.add(name, event.data.decode("utf-8", "replace"))
    except (ValueError, HTTPException):
        return MultiDict()
    return found


class Incoming(Request):
    form_data_parser_class = Parser

    @property
    def is_json(self) -> bool:
        """No page takes JSON. Flask-WTF would take a document for a form, with numbers where only text belongs."""
        return False

    def _get_file_stream(self, *_args: Any, **_kwargs: Any) -> IO[bytes]:
        """An upload goes to the media folder's own disk, so that keeping it copies nothing; any other form's files
        are small, and stay in memory until they are forgotten."""
        if self.path != UPLOAD_PATH:
            return io.BytesIO()
        storage.check_folder()
        named = {"prefix": storage.UPLOAD_PREFIX, "dir": settings().media_folder}
        # Without a buffer: what a full disk refuses would stay in it, and be tried again at every turn.
        stream = Arriving(tempfile.NamedTemporaryFile(buffering=0, **named))  # type: ignore[call-overload]  # noqa: SIM115 (closed at the end)
        self.environ.setdefault(STREAMS, []).append(stream)
        return cast(IO[bytes], stream)
