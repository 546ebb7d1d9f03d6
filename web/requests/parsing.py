"""Reading request bodies. Bytes that are not text are recognised, and only the upload of a video writes a file."""

import io
import re
from contextlib import suppress
from typing import IO, Any, cast
from urllib.parse import parse_qsl

from flask import Request
from werkzeug import formparser
from werkzeug.datastructures import Headers, MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.formparser import FormDataParser, MultiPartParser
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from models.errors import GuestlinkError
from models.files import disk_faults, storage
from models.media import posters
from models.plumbing import row_ids
from models.site import look

# The limit of every form, without its file (contract 6.20). Of a refused upload this much is read, to find what was
# typed.
FORM_BYTES = 64 * 1024
MAX_FIELDS = 1000

UPLOAD_PATH = "/media/new"
# Below it are uploads that are sent in pieces (contract 8.41).
PIECEWISE_PATH = "/uploads/"
# Captions and posters are larger than other forms, but fit in memory. A file that is a little too large is read too, so
# that the form comes back with a sentence and with what was typed (contract 6.21).
CAPTIONS_PATH = re.compile(f"/media/{row_ids.PATTERN}/captions")
CAPTIONS_BYTES = 7 * 1024**2
POSTER_PATH = re.compile(f"/media/{row_ids.PATTERN}/poster")
POSTER_BYTES = posters.MAX_PICTURE_BYTES + FORM_BYTES
LOGO_PATH = "/admin/theming/logo"
LOGO_BYTES = look.MAX_LOGO_BYTES + FORM_BYTES
# No answer of ours says when something was changed, so these are ignored (RFC 9110, 13.1.3 and 13.1.4). Werkzeug would
# read them all the same, and fail at a date out of range.
CONDITIONS_WITH_DATES = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE")
# The files of an upload are kept in the environ under this name.
UPLOADS = "guestlink.uploads"


def file_field(path: str) -> str | None:
    """The name of the field that is a file in the form at this address. None if it has no such field."""
    if path == UPLOAD_PATH or CAPTIONS_PATH.fullmatch(path):
        return "file"
    if path == LOGO_PATH:
        return "logo"
    return "picture" if POSTER_PATH.fullmatch(path) else None


def is_piecewise(path: str) -> bool:
    return path.startswith(PIECEWISE_PATH)


class UnexpectedPart(HTTPException):
    """A body that no form of ours sends: reading it all would cost memory or files (contract 6.39)."""

    code = 413


class ArrivingFile:
    """The file of an upload, on the disk of the media folder. When the disk is full or fails, its bytes are removed at
    once and the rest is thrown away as it comes. So the fields after it are still read, and the client gets an
    answer."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.refusal: GuestlinkError | None = None
        self.is_used = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def write(self, content: bytes) -> int:
        left = memoryview(b"" if self.refusal else content)
        try:
            while left:
                left = left[self.file.write(left) :]
        except OSError as error:
            self.refusal = disk_faults.refusal_of(error)
            with suppress(OSError):
                self.file.truncate(0)
        return len(content)


def expect_file(request: Request, size: int) -> ArrivingFile:
    """Reserve space for the file of an upload, before its body is read. Raises NoSpace and MediaAway."""
    file = ArrivingFile(storage.begin_upload(size))
    request.environ.setdefault(UPLOADS, []).append(file)
    return file


def refusal_of_disk(request: Request) -> GuestlinkError | None:
    """Why a file of this request could not be written. None if it could. Its form must have been read."""
    return next((file.refusal for file in request.environ.get(UPLOADS, ()) if file.refusal), None)


class TextDecoder(MultipartDecoder):
    """Old programs write the name of a file in their own encoding. Without this, the whole form would be empty."""

    def _parse_headers(self, data: bytes | bytearray) -> Headers:
        return super()._parse_headers(data.decode("utf-8", "replace").encode())


# Werkzeug has no other way to name it.
formparser.MultipartDecoder = TextDecoder  # type: ignore[attr-defined]


class OneFileParser(MultiPartParser):
    """Ends the request at a second file, and at a file in another field than the form has."""

    expected: str | None = None

    def start_file_streaming(self, event: File, total_content_length: int | None) -> IO[bytes]:
        if event.name != self.expected:
            raise UnexpectedPart
        self.expected = None
        return super().start_file_streaming(event, total_content_length)


class FormParser(FormDataParser):
    """Bytes that are not text become replacement characters, which no field accepts (facts 38). In a form without a
    file field, files count as nothing (contract 6.31). In a form with one, any other file ends the request."""

    file_field: str | None = None

    def _parse_multipart(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str]
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, Any]]:
        if self.file_field is None:
            stream, form, _files = super()._parse_multipart(stream, mimetype, content_length, options)
            return stream, form, MultiDict()
        boundary = options.get("boundary", "").encode("ascii", "replace")
        if not boundary:
            return stream, MultiDict(), MultiDict()
        parser = OneFileParser(self.stream_factory, self.max_form_memory_size, self.cls, max_form_parts=MAX_FIELDS)
        parser.expected = self.file_field
        form, files = parser.parse(stream, boundary, content_length)
        return stream, form, files

    def _parse_urlencoded(
        self, stream: IO[bytes], _mimetype: str, _content_length: int | None, _options: dict[str, str]
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, Any]]:
        # A form with a file may be large, but not in this encoding.
        content = stream.read(FORM_BYTES + 1)
        if len(content) > FORM_BYTES or content.count(b"&") >= MAX_FIELDS:
            raise UnexpectedPart
        text = content.decode("utf-8", "replace")
        return stream, MultiDict(parse_qsl(text, keep_blank_values=True, errors="replace")), MultiDict()


def read_fields_before_file(request: Request) -> MultiDict[str, str]:
    """Reads the text fields at the start of an upload that is refused. Empty if the body was read before."""
    fields: MultiDict[str, str] = MultiDict()
    boundary = request.mimetype_params.get("boundary", "").encode()
    decoder = TextDecoder(boundary, max_form_memory_size=FORM_BYTES)
    name = None
    try:
        decoder.receive_data(request.environ["wsgi.input"].read(FORM_BYTES))
        while not isinstance(event := decoder.next_event(), (NeedData, File, Epilogue)):
            if isinstance(event, Field):
                name = event.name
            elif isinstance(event, Data) and name:
                fields.add(name, event.data.decode("utf-8", "replace"))
    except (ValueError, HTTPException):
        return MultiDict()
    return fields


class SiteRequest(Request):
    form_data_parser_class = FormParser

    def __init__(self, environ: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        for name in CONDITIONS_WITH_DATES:
            environ.pop(name, None)
        super().__init__(environ, *args, **kwargs)

    def make_form_data_parser(self) -> FormDataParser:
        parser = super().make_form_data_parser()
        parser.file_field = file_field(self.path)  # type: ignore[attr-defined]
        return parser

    @property
    def is_json(self) -> bool:
        """Never: no page takes JSON. Flask-WTF would read a document as a form, with numbers in place of text."""
        return False

    def _get_file_stream(self, *_args: Any, **_kwargs: Any) -> IO[bytes]:
        """An uploaded video is written to the disk of the media folder, so that keeping it needs no copy. The files of
        other forms are small and stay in memory."""
        if self.path != UPLOAD_PATH:
            return io.BytesIO()
        expected = next((file for file in self.environ.get(UPLOADS, ()) if not file.is_used), None)
        stream = expected or expect_file(self, 0)
        stream.is_used = True
        return cast(IO[bytes], stream)
