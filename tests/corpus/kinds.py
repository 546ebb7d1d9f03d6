"""The kinds of recordings, as data: how each is made, and what is right for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.corpus.films import Film, write
from tests.corpus.patches import Change, changed


@dataclass(frozen=True)
class Kind:
    """A recording that people upload. `ending` is that of the uploaded name; nothing is judged by it."""

    name: str
    ending: str
    make: Callable[[Path], None]
    # The seconds that it plays.
    seconds: float = 4
    has_picture: bool = True
    has_sound: bool = True
    # The sentence with which it is refused.
    refusal: str | None = None
    # The size as it is shown.
    size: tuple[int, int] | None = (320, 180)
    # One of the ten that CI takes.
    in_ci: bool = False
    # A file that is not made, but read. It is not part of the project.
    source: Path | None = None

    def is_there(self) -> bool:
        return self.source is None or self.source.exists()


def film(name: str, ending: str, made: Film, *changes: Change, in_ci: bool = False, **right: object) -> Kind:
    """A kind that the encoder makes, and then these changes."""

    def make(path: Path) -> None:
        write(path, made)
        changed(path, *changes)

    known: dict[str, object] = {
        "seconds": made.seconds,
        "has_picture": made.picture is not None,
        "has_sound": made.sound is not None,
        "size": made.size if made.picture else None,
    }
    return Kind(name, ending, make, in_ci=in_ci, **(known | right))  # type: ignore[arg-type]


def sound(name: str, ending: str, content: Callable[[float], bytes]) -> Kind:
    """Of sound alone. `content` makes so many seconds of it."""
    return Kind(name, ending, lambda path: _write(path, content(4)), has_picture=False, size=None)


def refused(name: str, ending: str, content: Callable[[Path], bytes], sentence: str, *, in_ci: bool = False) -> Kind:
    """A file of this content. `content` may use the path for what it makes on the way."""
    return Kind(name, ending, lambda path: _write(path, content(path)), refusal=sentence, in_ci=in_ci)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def chosen(kinds: Sequence[Kind], words: str) -> list[Kind]:
    """Those whose name has these words, or all."""
    return [kind for kind in kinds if words in kind.name]
