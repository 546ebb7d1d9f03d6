"""Captions while a file is read, and how they are written as WebVTT."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from models.errors import Invalid
from models.recordings.caption_report import MOST_FAULTS, Fault
from models.recordings.refusals import LARGE_CAPTIONS

# Longer texts are no captions, and a browser takes seconds to show them.
MOST_CHARACTERS = 10_000
# A longer recording may have captions after 24 hours. Times beyond this are mistakes.
MOST_HOURS = 9999
# What the child may answer, without its first line (`child.py`).
MOST_BYTES = 8 * 1024**2 - 4096


@dataclass(frozen=True)
class Cue:
    """`start` and `end` are in milliseconds. `text` is that of WebVTT, without blank lines."""

    line: int
    start: int
    end: int
    text: str
    settings: str = ""


@dataclass
class Reading:
    """The captions of a file, as far as it has been read."""

    cues: list[Cue] = field(default_factory=list)
    faults: list[tuple[int, Fault]] = field(default_factory=list)

    def add(self, cue: Cue) -> None:
        fault = _fault_of(cue)
        if fault:
            self.faults.append((cue.line, fault))
        else:
            self.cues.append(cue)

    def values(self) -> dict[str, object]:
        faults = sorted(set(self.faults))
        return {
            "count": len(self.cues),
            "first": min((cue.start for cue in self.cues), default=0),
            "last": max((cue.end for cue in self.cues), default=0),
            "faults": faults[:MOST_FAULTS],
            "more": max(0, len(faults) - MOST_FAULTS),
        }

    def webvtt(self) -> bytes:
        """Sorted by their times, as browsers want it. Raises Invalid."""
        cues = sorted(self.cues, key=lambda cue: (cue.start, cue.end))
        content = _written(cues).encode() if cues else b""
        if len(content) > MOST_BYTES:
            raise Invalid("file", LARGE_CAPTIONS)
        return content


def _fault_of(cue: Cue) -> Fault | None:
    if max(cue.start, cue.end) >= (MOST_HOURS + 1) * 3_600_000:
        return Fault.TIME
    if cue.end <= cue.start:
        return Fault.ORDER
    if not cue.text:
        return Fault.EMPTY
    return Fault.LONG if len(cue.text) > MOST_CHARACTERS else None


def _written(cues: Iterable[Cue]) -> str:
    blocks = (f"{_time(cue.start)} --> {_time(cue.end)}{cue.settings}\n{cue.text}\n" for cue in cues)
    return "\n".join(("WEBVTT\n", *blocks))


def _time(milliseconds: int) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"
