"""The files below /static/: scripts, styles and icons (contract 11.67).

Their addresses hold a hash of their content. So caches keep them for a year, and an upgrade is seen at once.
"""

import gzip
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

FOLDER = Path(__file__).parent.parent / "static"
ENDPOINT = "static"
HASH_LENGTH = 12
YEAR = "public, max-age=31536000, immutable"
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".txt": "text/plain",
}
_HASHED = re.compile(rf"(.+)-[0-9a-f]{{{HASH_LENGTH}}}(\.[a-z]+)")
# Of scripts: `from './x.js'` and `import './x.js'`.
_IMPORT = re.compile(rb"""(\b(?:from|import)\s*\(?\s*['"]\./)([\w.-]+)(['"])""")


@dataclass(frozen=True)
class StaticFile:
    # Its path below the folder.
    name: str
    content: bytes
    content_type: str
    digest: str

    @property
    def address(self) -> str:
        """Its path below /static/."""
        path = PurePosixPath(self.name)
        return str(path.with_name(f"{path.stem}-{self.digest}{path.suffix}"))


def init_app(app: Flask) -> None:
    app.add_url_rule("/static/<path:filename>", endpoint=ENDPOINT, view_func=send)
    app.url_defaults(_add_hash)


def _add_hash(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == ENDPOINT and values["filename"] in _files():
        values["filename"] = file_named(values["filename"]).address


@lru_cache(maxsize=1)
def _files() -> dict[str, Path]:
    """By name. What is not among them does not exist."""
    found = (file for file in FOLDER.rglob("*") if file.suffix in TYPES)
    return {file.relative_to(FOLDER).as_posix(): file for file in found}


@cache
def file_named(name: str) -> StaticFile:
    """As it is sent: what it imports has its hash too. Raises KeyError."""
    path = _files()[name]
    content = path.read_bytes()
    if path.suffix == ".js":
        content = _IMPORT.sub(lambda found: found[1] + _beside(name, found[2].decode()) + found[3], content)
    return StaticFile(name, content, TYPES[path.suffix], sha256(content).hexdigest()[:HASH_LENGTH])


def _beside(importing: str, imported: str) -> bytes:
    """The present name of a script in the same folder. Scripts do not import each other in circles."""
    found = file_named(str(PurePosixPath(importing).with_name(imported)))
    return PurePosixPath(found.address).name.encode()


@cache
def _compressed(name: str) -> bytes:
    """Made once in each process, when it is first asked for."""
    return gzip.compress(file_named(name).content, 9, mtime=0)


def send(filename: str) -> Response:
    """Under another hash, for example that of the version before, or under none, the present file, which no cache
    keeps: while an upgrade runs, a page of one version may ask a process of the other. Raises NotFound."""
    hashed = _HASHED.fullmatch(filename)
    name = f"{hashed[1]}{hashed[2]}" if hashed and filename not in _files() else filename
    if name not in _files():
        raise NotFound
    file = file_named(name)
    is_compressed = request.accept_encodings.quality("gzip") > 0
    response = Response(_compressed(name) if is_compressed else file.content, content_type=_with_charset(file))
    if is_compressed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    if filename == file.address:
        response.headers["Cache-Control"] = YEAR
    return response


def _with_charset(file: StaticFile) -> str:
    return f"{file.content_type}; charset=utf-8" if file.content_type.startswith("text/") else file.content_type
