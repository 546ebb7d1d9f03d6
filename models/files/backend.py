"""What the storage backends, the modules `folder` and `bucket`, have in common."""

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from models.plumbing.progress import Advance


class Source(Protocol):
    """A file from which bytes are sent. Two sources of one file are equal, so a sender opens that file only once."""

    def open(self) -> io.RawIOBase:
        """Raises OSError and MediaAway."""

    def __hash__(self) -> int: ...


class Backend(Protocol):
    """The functions of both modules. All but `trouble` raise MediaAway when the media cannot be reached.

    `take` keeps an upload that has arrived on the media folder's disk, `copy` a copy of a file, `write` given bytes.
    """

    def trouble(self) -> str | None: ...
    def check(self) -> None: ...
    def has(self, stored_name: str, /) -> bool: ...
    def look_for(self, stored_names: Iterable[str], /) -> dict[str, bool]: ...
    def take(self, upload: Path, stored_name: str, /) -> None: ...
    def copy(self, source: Path, stored_name: str, advance: Advance, /) -> None: ...
    def write(self, content: bytes, stored_name: str, /) -> None: ...
    def erase(self, stored_name: str, /) -> None: ...
    def file(self, stored_name: str, size: int, /) -> Source: ...
