"""The files below /static/: scripts, styles and icons (contract 11.67).

Their addresses hold a hash of their content. So caches keep them for a year, and an upgrade is seen at once.
"""

import gzip
import re
from functools import cache
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

from web.pages.static_contents import HASH_LENGTH, StaticFile, file_named, files

ENDPOINT = "static"
YEAR = "public, max-age=31536000, immutable"
_HASHED = re.compile(rf"(.+)-[0-9a-f]{{{HASH_LENGTH}}}(\.[a-z]+)")


def init_app(app: Flask) -> None:
    app.add_url_rule("/static/<path:filename>", endpoint=ENDPOINT, view_func=send)
    app.url_defaults(_add_hash)


def _add_hash(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == ENDPOINT and values["filename"] in files():
        values["filename"] = file_named(values["filename"]).address


@cache
def _compressed(name: str) -> dict[str, bytes]:
    """By encoding, the smaller first. Made once in each process, when it is first asked for."""
    file = file_named(name)
    by_gzip = {"gzip": gzip.compress(file.content, 9, mtime=0)}
    try:
        return {"br": file.by_brotli.read_bytes(), **by_gzip}
    except FileNotFoundError:
        return by_gzip


def send(filename: str) -> Response:
    """Under another hash, for example that of the version before, or under none, the present file, which no cache
    keeps: while an upgrade runs, a page of one version may ask a process of the other. Raises NotFound."""
    hashed = _HASHED.fullmatch(filename)
    name = f"{hashed[1]}{hashed[2]}" if hashed and filename not in files() else filename
    if name not in files():
        raise NotFound
    file = file_named(name)
    compressed = _compressed(name)
    encoding = request.accept_encodings.best_match(compressed)
    response = Response(compressed[encoding] if encoding else file.content, content_type=_with_charset(file))
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    if filename == file.address:
        response.headers["Cache-Control"] = YEAR
    return response


def _with_charset(file: StaticFile) -> str:
    return f"{file.content_type}; charset=utf-8" if file.content_type.startswith("text/") else file.content_type
