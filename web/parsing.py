"""How request bodies are read: broken text is seen to be broken, and only an upload writes files."""

import io
import re
import tempfile
from typing import IO, Any
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.formparser import FormDataParser
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from models.plumbing import storage, webvtt
from models.plumbing.settings import settings

UPLOAD_PATH = "/media/new"
# Where captions are uploaded: small enough for memory, larger than any other form.
CAPTIONS_PATH = re.compile(r"/media/[0-9]+/captions")
CAPTIONS_BYTES = webvtt.LARGEST + 64 * 1024
# Where in the environ the temporary files of an upload are kept, to be closed at its end.
STREAMS = "guestlink.uploads"
# Of an upload that is refused, so much is read to find what was typed.
FIELDS_BYTES = 64 * 1024


class Parser(FormDataParser):
    """Werkzeug hands bytes that are no text over as their own percent signs, which would pass for a name; here they
    become replacement characters, which no field accepts."""

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

    def _get_file_stream(self, *_args: Any, **_kwargs: Any) -> IO[bytes]:
        """An upload goes to the media folder's own disk, so that keeping it copies nothing; any other form's files
        are small, and stay in memory until they are forgotten."""
        if self.path != UPLOAD_PATH:
            return io.BytesIO()
        storage.check_folder()
        stream = tempfile.NamedTemporaryFile(prefix=storage.UPLOAD_PREFIX, dir=settings().media_folder)  # noqa: SIM115 (closed at the end)
        self.environ.setdefault(STREAMS, []).append(stream)
        return stream
