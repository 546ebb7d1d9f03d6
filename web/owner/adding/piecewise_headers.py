"""The headers of tus 1.0.0, as a client sends them (contract 8.42). What cannot be used is refused in words."""

import base64
import re

from flask import request

from models.config.settings import settings
from models.errors import GuestlinkError, Invalid, TooLarge, translatable
from models.plumbing.fields import clean_title, title_of_file
from models.recordings.refusals import EMPTY
from web.pages.sizes import readable_size

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,expiration"
BODY_TYPE = "application/offset+octet-stream"
# Larger than any file, and a number that every client can count with.
NUMBER = re.compile("[0-9]{1,15}")
# In a note that is read again and again.
MOST_METADATA = 8 * 1024


class UnclearHeader(GuestlinkError):
    """A header that the protocol does not know in this form. It is answered with 400."""


def announced_length() -> int:
    """Raises UnclearHeader, Invalid and TooLarge."""
    if "Upload-Concat" in request.headers:
        raise UnclearHeader(translatable("Uploads cannot be put together from others here."))
    if "Upload-Defer-Length" in request.headers:
        raise UnclearHeader(translatable("The size of the file must be known before it is sent (Upload-Length)."))
    length = _number("Upload-Length")
    if length == 0:
        raise Invalid("file", EMPTY)
    if length > settings().upload_bytes:
        raise too_large()
    return length


def too_large() -> TooLarge:
    return TooLarge(translatable("Files must be %(size)s or smaller."), size=readable_size(settings().upload_bytes))


def offset() -> int:
    """Raises UnclearHeader."""
    return _number("Upload-Offset")


def _number(name: str) -> int:
    value = request.headers.get(name, "")
    if not NUMBER.fullmatch(value):
        raise UnclearHeader(translatable("%(header)s must be a whole number, like 1048576."), header=name)
    return int(value)


def metadata() -> str:
    return request.headers.get("Upload-Metadata", "")


def title() -> str:
    """The one that was given, or else one made of the file's name. Raises UnclearHeader and Invalid."""
    fields = _fields(metadata())
    given = fields.get("title", "")
    return clean_title(given if given.strip() else title_of_file(fields.get("filename", "")))


def replaces(metadata: str) -> str:
    """The id of the item whose file is replaced. Empty if an item is added. Raises UnclearHeader."""
    return _fields(metadata).get("replaces", "")


def _fields(given: str) -> dict[str, str]:
    """Pairs of a key and its value in base64, between commas. A value may be missing. Raises UnclearHeader."""
    fields: dict[str, str] = {}
    if len(given) > MOST_METADATA:
        raise _unclear_metadata()
    for pair in given.split(",") if given.strip() else ():
        key, _space, value = pair.strip().partition(" ")
        if not key or not key.isascii() or key in fields:
            raise _unclear_metadata()
        try:
            fields[key] = base64.b64decode(value.strip(), validate=True).decode()
        except ValueError:
            raise _unclear_metadata() from None
    return fields


def _unclear_metadata() -> UnclearHeader:
    return UnclearHeader(
        translatable("Upload-Metadata must be pairs of a name and its value in base64, like “filename ZmlsbS5tcDQ=”.")
    )
