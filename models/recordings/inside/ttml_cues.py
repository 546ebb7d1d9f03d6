"""The captions of one paragraph of TTML. Its parts may be shown at different times."""

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from models.recordings.inside import caption_texts
from models.recordings.inside.cues import Cue

# More parts than this are shown together, since each moment looks at all of them.
MOST_PARTS = 200
# A caption without an end lasts until the next one, but not longer than this.
ENDLESS = 10_000
_BLANKS = re.compile(r"[ \t\n]+")
_TAGS = ("i", "b", "u")


@dataclass(frozen=True)
class Part:
    """`end` is None if it has none. `tags` are those of WebVTT around the text, and `text` "\\n" is a line break."""

    start: Fraction
    end: Fraction | None
    text: str
    tags: frozenset[str] = frozenset()


def cues_of(parts: list[Part], line: int) -> list[Cue]:
    """A caption without an end gets -1 in place of it."""
    spans = {(part.start, part.end) for part in parts if part.text.strip()}
    if not spans:
        start, end = (parts[0].start, parts[0].end) if parts else (Fraction(0), Fraction(1))
        return [Cue(line, _rounded(start), _rounded(end), "")]
    if len(spans) == 1 or len(parts) > MOST_PARTS:
        start = min(start for start, _ in spans)
        ends = [end for _, end in spans]
        end = None if None in ends else max(end for end in ends if end is not None)
        return [Cue(line, _rounded(start), _rounded(end), _text(parts))]
    return [cue for cue in _moments(parts, line) if cue.text]


def _moments(parts: list[Part], line: int) -> list[Cue]:
    starts = {part.start for part in parts}
    ends = {part.end for part in parts if part.end is not None}
    moments: list[tuple[Fraction, Fraction | None]] = list(pairwise(sorted(starts | ends)))
    if any(part.end is None for part in parts):
        moments.append((max(starts | ends), None))
    cues = []
    for start, end in moments:
        shown = [part for part in parts if part.start <= start and (part.end is None or start < part.end)]
        cues.append(Cue(line, _rounded(start), _rounded(end), _text(shown)))
    return cues


def with_ends(cues: list[Cue]) -> list[Cue]:
    """Gives an end to those that have none."""
    starts = sorted({cue.start for cue in cues})
    following = dict(pairwise(starts))
    return [
        Cue(cue.line, cue.start, min(following.get(cue.start, cue.start + ENDLESS), cue.start + ENDLESS), cue.text)
        if cue.end < 0
        else cue
        for cue in cues
    ]


def _rounded(seconds: Fraction | None) -> int:
    return -1 if seconds is None else round(seconds * 1000)


def _text(parts: list[Part]) -> str:
    written: list[str] = []
    for part in parts:
        if part.text == "\n":
            written.append("\n")
            continue
        text = caption_texts.from_plain(_BLANKS.sub(" ", part.text))
        tags = [tag for tag in _TAGS if tag in part.tags and text.strip()]
        written += [f"<{tag}>" for tag in tags] + [text] + [f"</{tag}>" for tag in reversed(tags)]
    return caption_texts.without_blank_lines(re.sub(r" {2,}", " ", "".join(written)))
