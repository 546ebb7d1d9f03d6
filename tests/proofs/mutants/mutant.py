"""A mutant: a defect that is put into the source, and the tests that must catch it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Edit:
    file: str
    old: str
    new: str

    def check(self, root: Path) -> str:
        """Returns the source. Fails if it does not have the old text exactly once: it has changed since the mutant was
        written."""
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
