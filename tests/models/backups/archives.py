"""Archives that are not as a backup should be, made from one that is."""

import gzip
import io
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from models.backups.archive import END, End, Sum


@dataclass
class Archive:
    """The entries of a backup, to be changed and written again. Its end is made anew, so that it looks whole."""

    entries: list[tuple[tarfile.TarInfo, bytes]] = field(default_factory=list)
    has_end: bool = True
    has_wrong_sum: bool = False

    @classmethod
    def read(cls, file: Path) -> "Archive":
        with tarfile.open(file) as archive:
            members = [member for member in archive if member.name != END]
            return cls([(member, _content(archive, member)) for member in members])

    def add(self, name: str, content: bytes = b"x", **fields: object) -> None:
        entry = tarfile.TarInfo(name)
        for key, value in fields.items():
            setattr(entry, key, value)
        content = content if entry.isreg() else b""
        entry.size = len(content)
        self.entries.append((entry, content))

    def remove(self, name: str) -> None:
        self.entries = [each for each in self.entries if each[0].name != name]

    def change(self, name: str, change: Callable[[bytes], bytes]) -> None:
        for number, (entry, content) in enumerate(self.entries):
            if entry.name == name:
                changed = change(content)
                entry.size = len(changed)
                self.entries[number] = entry, changed

    def packed(self) -> bytes:
        written = io.BytesIO()
        sums = Sum()
        with tarfile.open(fileobj=written, mode="w") as archive:
            for entry, content in self.entries:
                sums.begin_entry(entry.name, entry.size)
                sums.add(content)
                archive.addfile(entry, io.BytesIO(content))
            if self.has_wrong_sum:
                sums.add(b"x")
            if self.has_end:
                end = End(entries=sums.entries, sha256=sums.hexdigest()).model_dump_json().encode()
                last = tarfile.TarInfo(END)
                last.size = len(end)
                archive.addfile(last, io.BytesIO(end))
        return gzip.compress(written.getvalue())


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    content = archive.extractfile(member)
    assert content is not None
    return content.read()
