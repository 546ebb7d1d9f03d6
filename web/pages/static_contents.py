"""What each file below /static/ holds as it is sent, and its address (contract 11.67).

Only of the standard library, because the build hook reads this module too, to compress what is sent.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path, PurePosixPath

FOLDER = Path(__file__).parent.parent / "static"
HASH_LENGTH = 12
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".txt": "text/plain",
}
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

    @property
    def by_brotli(self) -> Path:
        """Where the build puts it compressed. A file that has changed since has another hash, so there is none."""
        return FOLDER / "compressed" / f"{self.digest}.br"


@lru_cache(maxsize=1)
def files() -> dict[str, Path]:
    """By name. What is not among them does not exist."""
    found = (file for file in FOLDER.rglob("*") if file.suffix in TYPES)
    return {file.relative_to(FOLDER).as_posix(): file for file in found}


@cache
def file_named(name: str) -> StaticFile:
    """As it is sent: what it imports has its hash too. Raises KeyError."""
    path = files()[name]
    content = path.read_bytes()
    if path.suffix == ".js":
        content = _IMPORT.sub(lambda found: found[1] + _beside(name, found[2].decode()) + found[3], content)
    return StaticFile(name, content, TYPES[path.suffix], sha256(content).hexdigest()[:HASH_LENGTH])


def _beside(importing: str, imported: str) -> bytes:
    """The present name of a script in the same folder. Scripts do not import each other in circles."""
    found = file_named(str(PurePosixPath(importing).with_name(imported)))
    return PurePosixPath(found.address).name.encode()
