"""How request bodies are read: broken text is seen to be broken, and only an upload writes files."""

import tempfile
from typing import IO, Any
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.formparser import FormDataParser

from models.plumbing import storage
from models.plumbing.settings import settings

UPLOAD_PATH = "/media/new"
# Where in the environ the temporary files of an upload are kept, to be closed at its end.
STREAMS = "guestlink.uploads"


class Parser(FormDataParser):
    """Werkzeug hands bytes that are no text over as their own percent signs, which would pass for a name; here they
    become replacement characters, which no field accepts."""

    def _parse_urlencoded(
        self, stream: IO[bytes], _mimetype: str, _content_length: int | None, _options: dict[str, str]
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, Any]]:
        text = stream.read().decode("utf-8", "replace")
        return stream, MultiDict(parse_qsl(text, keep_blank_values=True, errors="replace")), MultiDict()


class Incoming(Request):
    form_data_parser_class = Parser

    def _get_file_stream(self, *args: Any, **kwargs: Any) -> IO[bytes]:
        """An upload goes to the media folder's own disk, so that keeping it copies nothing; any other form's files
        are small, and stay in memory until they are forgotten."""
        if self.path != UPLOAD_PATH:
            return super()._get_file_stream(*args, **kwargs)
        folder = settings().media_folder
        folder.mkdir(parents=True, exist_ok=True)
        stream = tempfile.NamedTemporaryFile(prefix=storage.UPLOAD_PREFIX, dir=folder)  # noqa: SIM115 (closed at the end)
        self.environ.setdefault(STREAMS, []).append(stream)
        return stream
