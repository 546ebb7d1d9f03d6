"""A mutant: an exact change of our source, and the tests that must notice. A text that no longer occurs exactly once is
an error: the mutant has rotted and proves nothing."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Edit:
    file: str
    old: str
    new: str

    def check(self, root: Path) -> str:
        """The source, in which the old text stands exactly once."""
        source = (root / self.file).read_text()
        found = source.count(self.old)
        assert found == 1, f"{self.file} has {found} times, not once: {self.old!r}"
        return source

    def apply(self, root: Path) -> None:
        source = self.check(root)
        (root / self.file).write_text(source.replace(self.old, self.new))


@dataclass(frozen=True)
class Mutant:
    name: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]


def mutant(name: str, file: str, old: str, new: str, *tests: str) -> Mutant:
    return Mutant(name, (Edit(file, old, new),), tests)
