"""Reading the archive of a backup, which may be cut off, damaged or made by a stranger. Writes nothing."""

import gzip
import sys
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pydantic import ValidationError

from models.backups.archive import END, LABEL, MAX_TEXT_BYTES, End, Sum, belongs, is_text, leads_out
from models.backups.packing import BLOCK_BYTES, Tick
from models.errors import CannotRestore

GZIP, ZSTANDARD = b"\x1f\x8b", b"\x28\xb5"
# So little is read before the label is looked at. A backup that was cut off behind it is still known as one.
HEAD_BYTES = 16 * 1024
BROKEN: tuple[type[Exception], ...] = (tarfile.TarError, zlib.error, gzip.BadGzipFile, EOFError, ValidationError)
openers: dict[bytes, Callable[[IO[bytes]], Any]] = {GZIP: lambda file: gzip.GzipFile(fileobj=file)}

if sys.version_info >= (3, 14):
    from compression import zstd

    BROKEN = (*BROKEN, zstd.ZstdError)
    openers[ZSTANDARD] = zstd.ZstdFile


@dataclass(frozen=True)
class Entry:
    name: str
    size: int
    # Its content, which can be read once. Raises CannotRestore.
    pieces: Iterator[bytes]

    def text(self) -> str:
        return b"".join(self.pieces).decode("utf-8", "replace")


class Archive:
    """A backup, to be read once, from its beginning."""

    def __init__(self, file: Path, opened: IO[bytes], tick: Tick) -> None:
        """`tick` is called with how many more bytes of the file were read. Raises CannotRestore."""
        self._file, self._opened, self._tick, self._read = file, opened, tick, 0
        self._names: set[str] = set()
        self._sum = Sum()
        self._tar = self._open()
        # How many media files were missing when it was made. Known when all entries were read.
        self.missing = 0

    def entries(self) -> Iterator[Entry]:
        """All entries but the last. What the caller leaves unread is read here, so that every fault shows.

        Raises CannotRestore if this is not a backup, or not a whole one. It may do so after the last entry.
        """
        while (info := self._next()) is not None:
            self._check(info)
            if info.name == END:
                self._check_end(info)
                continue
            self._sum.begin_entry(info.name, info.size)
            pieces = self._pieces(info)
            yield Entry(info.name, info.size, pieces)
            for _unread in pieces:
                pass
        if END not in self._names:
            raise cut_off(self._file) if self._names else no_backup(self._file)
        self._check_rest()

    def _open(self) -> Any:
        magic = self._opened.read(2)
        self._opened.seek(0)
        if magic == ZSTANDARD and magic not in openers:
            command = f"zstd -d {self._file}"
            raise CannotRestore(
                "This Python cannot read Zstandard. Unpack the backup with: %(command)s", command=command
            )
        self._stream = openers[magic](self._opened) if magic in openers else self._opened
        try:
            return tarfile.open(fileobj=self._stream, mode="r|", bufsize=HEAD_BYTES)
        except BROKEN:
            raise no_backup(self._file) from None

    def _next(self) -> tarfile.TarInfo | None:
        with self._refusing():
            info: tarfile.TarInfo | None = self._tar.next()
        # They would all stay in memory.
        self._tar.members.clear()
        return info

    def _check(self, info: tarfile.TarInfo) -> None:
        """Raises CannotRestore for an entry that no backup of ours has."""
        named = {"file": str(self._file), "name": ascii(info.name)[:100]}
        if not self._names and info.name != LABEL:
            raise no_backup(self._file)
        if leads_out(info.name):
            raise CannotRestore("%(file)s holds a path that leads out of the data folder: %(name)s.", **named)
        if info.type not in {tarfile.REGTYPE, tarfile.AREGTYPE} or info.sparse is not None:
            raise CannotRestore("%(file)s holds a link or something else that is not a file: %(name)s.", **named)
        is_too_large = is_text(info.name) and info.size > MAX_TEXT_BYTES
        if END in self._names or info.name in self._names or not belongs(info.name) or is_too_large:
            raise CannotRestore("%(file)s holds a file that is not part of a backup: %(name)s.", **named)
        self._names.add(info.name)

    def _pieces(self, info: tarfile.TarInfo) -> Iterator[bytes]:
        content = self._tar.extractfile(info)
        with self._refusing():
            while content and (piece := content.read(BLOCK_BYTES)):
                self._sum.add(piece)
                self._tick(self._opened.tell() - self._read)
                self._read = self._opened.tell()
                yield piece

    def _check_end(self, info: tarfile.TarInfo) -> None:
        entries, sha256 = self._sum.entries, self._sum.hexdigest()
        with self._refusing():
            end = End.model_validate_json(b"".join(self._pieces(info)))
        if (end.entries, end.sha256) != (entries, sha256):
            raise cut_off(self._file)
        self.missing = end.missing

    def _check_rest(self) -> None:
        """Only zeros are left, and the sums of the packed file, which are checked when they are read."""
        with self._refusing():
            while rest := self._stream.read(BLOCK_BYTES):
                if rest.strip(b"\0"):
                    raise cut_off(self._file)
        self._tick(self._opened.tell() - self._read)

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """A broken archive is a CannotRestore."""
        try:
            yield
        except BROKEN:
            raise cut_off(self._file) from None


def cut_off(file: Path) -> CannotRestore:
    return CannotRestore("%(file)s is damaged or was cut off. Nothing was restored.", file=str(file))


def no_backup(file: Path) -> CannotRestore:
    return CannotRestore("%(file)s is not a backup of Guestlink.", file=str(file))
