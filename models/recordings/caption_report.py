"""What was read of a captions file, and what was not."""

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Why something in the file was not read, or not whole."""

    TIME = "time"
    # Its end is not after its start, so it would never be shown.
    ORDER = "order"
    EMPTY = "empty"
    LONG = "long"
    # The caption is kept, with a replacement character for what could not be read.
    CHARACTERS = "characters"
    # Nothing after this line could be read.
    BROKEN = "broken"


@dataclass(frozen=True)
class Report:
    """`first` and `last` are the milliseconds of the first start and of the last end. `faults` are the first ones, by
    line, and `more` is the number of others."""

    count: int
    first: int
    last: int
    faults: tuple[tuple[int, Fault], ...]
    more: int


# So many faults are told.
MOST_FAULTS = 10
