"""Packing: the archive of a backup is written as it is made, and nothing of it is kept in memory."""

import gzip
import io
import sys
import tarfile
from collections.abc import Callable
from datetime import datetime
from typing import IO, Any, Protocol

from models.backups.archive import END, End, Sum

# Media hardly get smaller, and packing them would take most of the time.
TEXT_LEVEL, MEDIA_LEVEL = 3, 0
# How much is read and written at once.
BLOCK_BYTES = 1024**2

# Called with how many more bytes were packed.
Tick = Callable[[int], None]


class Writable(Protocol):
    def write(self, content: bytes, /) -> int: ...
    def flush(self) -> None: ...


class Packed(Protocol):
    """The packed side of an archive."""

    def write(self, content: bytes, /) -> int: ...
    def stop_packing(self) -> None: ...
    def close(self) -> None: ...


class Gzip:
    """Two gzip streams in a row, which every program reads as one."""

    def __init__(self, file: Writable) -> None:
        self._file = file
        self._stream = gzip.GzipFile("", "wb", TEXT_LEVEL, file, mtime=0)

    def write(self, content: bytes) -> int:
        return self._stream.write(content)

    def stop_packing(self) -> None:
        """From here on, write the content as it is."""
        self._stream.close()
        self._stream = gzip.GzipFile("", "wb", MEDIA_LEVEL, self._file, mtime=0)

    def close(self) -> None:
        self._stream.close()


if sys.version_info >= (3, 14):
    from compression import zstd

    class Zstandard:
        """Recognises by itself what does not get smaller."""

        def __init__(self, file: Writable) -> None:
            options = {zstd.CompressionParameter.checksum_flag: 1}
            self._stream = zstd.ZstdFile(file, "wb", options=options)

        def write(self, content: bytes) -> int:
            return self._stream.write(content)

        def stop_packing(self) -> None:
            pass

        def close(self) -> None:
            self._stream.close()

    packed: Callable[[Writable], Packed] = Zstandard
else:
    packed = Gzip


class Packer:
    """Writes the entries of an archive into a file. Raises what the file's `write` raises."""

    def __init__(self, file: Writable, made_at: datetime, tick: Tick) -> None:
        self._sum, self._made_at, self._tick = Sum(), made_at, tick
        self._packed = packed(file)
        written: Any = self._packed
        self._tar: Any = tarfile.open(fileobj=written, mode="w|", bufsize=BLOCK_BYTES)  # noqa: SIM115 (`finish` closes it)

    def add_text(self, name: str, text: str) -> None:
        content = text.encode()
        self.add(name, io.BytesIO(content), len(content))

    def add(self, name: str, content: IO[bytes], size: int) -> None:
        """Raises OSError if less than `size` bytes can be read."""
        self._sum.begin_entry(name, size)
        self._write(name, _Read(content, self._sum, self._tick), size)

    def stop_packing(self) -> None:
        """The entries that follow do not get smaller."""
        self._packed.stop_packing()

    def finish(self, *, missing: int) -> None:
        end = End(entries=self._sum.entries, sha256=self._sum.hexdigest(), missing=missing).model_dump_json().encode()
        self._write(END, io.BytesIO(end), len(end))
        self._tar.close()
        self._packed.close()

    def _write(self, name: str, content: object, size: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode, entry.mtime = size, 0o600, int(self._made_at.timestamp())
        self._tar.addfile(entry, content)
        # It would keep every entry in memory.
        self._tar.members.clear()


class _Read:
    """Adds what is read to the sum."""

    def __init__(self, content: IO[bytes], sums: Sum, tick: Tick) -> None:
        self._content, self._sum, self._tick = content, sums, tick

    def read(self, size: int) -> bytes:
        read = self._content.read(size)
        self._sum.add(read)
        self._tick(len(read))
        return read
