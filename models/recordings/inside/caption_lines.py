"""Reads captions that stand in lines: WebVTT, SubRip and SBV.

A line with two times begins a caption, whatever is before it. In SubRip its text may have blank lines.
"""

import re
from collections.abc import Iterator, Sequence

from models.recordings.caption_report import Fault
from models.recordings.inside import caption_texts
from models.recordings.inside.caption_times import MARKS, Timing, is_like_times, is_number, number_of, timing_of
from models.recordings.inside.cues import Cue, Reading

_HEADER = re.compile(r"WEBVTT(?=[ \t]|\Z)")
# Blocks of WebVTT that are no captions. Styles are left out: our page and the browser decide how captions look. Parts
# of a stream that were put one behind the other begin anew.
_OTHER_BLOCKS = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)(?=[ \t]|\Z)")
_PERCENT = r"(?:100(?:\.0+)?|[0-9]{1,2}(?:\.[0-9]{1,6})?)%"
_SETTINGS = {
    "vertical": re.compile("rl|lr"),
    "line": re.compile(rf"(?:-?[0-9]{{1,3}}|{_PERCENT})(?:,(?:start|center|end))?"),
    "position": re.compile(rf"{_PERCENT}(?:,(?:line-left|center|line-right))?"),
    "size": re.compile(_PERCENT),
    "align": re.compile("start|center|end|left|right"),
}

Numbered = tuple[int, str]


def read(text: str) -> Reading:
    """Its lines end with line feeds."""
    return _Lines().read(text)


class _Lines:
    def __init__(self) -> None:
        self.is_webvtt = False
        # The number of the last caption that has one.
        self.number: int | None = None
        # A number between blank lines. What follows tells whether it is that of a caption, or text.
        self.alone = ""
        self.reading = Reading()
        # The caption that is being read: its line, its times and its text.
        self.open: tuple[int, Timing, list[str]] | None = None

    def read(self, text: str) -> Reading:
        lines = text.split("\n")
        first = next(filter(None, (line.strip(MARKS) for line in lines)), "")
        self.is_webvtt = _HEADER.match(first) is not None
        for paragraph in _paragraphs(lines, is_webvtt=self.is_webvtt):
            self._read(paragraph)
        self._settle_alone(is_number_of_caption=False)
        self._end()
        return self.reading

    def _read(self, paragraph: list[Numbered]) -> None:
        place = _first_timing(paragraph)
        timings = [timing_of(line) for _, line in paragraph]
        before = paragraph[:place]
        self._settle_alone(is_number_of_caption=place == 0)
        if place < len(paragraph) and before and (self.is_webvtt or is_number(before[-1][1])):
            self._count(before.pop()[1])
        if before:
            self._read_rest(before)
        # Lines of this paragraph that belong to the text of the open caption.
        text: list[str] = []
        for (number, line), timing in zip(paragraph[place:], timings[place:], strict=True):
            if timing is None:
                text.append(line)
                continue
            # Without a blank line between captions, the number of this one stands at the end of the last one's text.
            if text and self.number is not None and is_number(text[-1]):
                self._count(text.pop())
            self._end(text)
            self.open, text = (number, timing, []), []
        if self.open:
            self.open[2].extend(text)

    def _settle_alone(self, *, is_number_of_caption: bool) -> None:
        if is_number_of_caption:
            self._count(self.alone)
        # The next number may be of a caption that was cut off. A caption without any other text has this one.
        elif self.alone and self.open and not (self.open[2] and self._is_next(self.alone)):
            self.open[2].append(self.alone)
        self.alone = ""

    def _count(self, line: str) -> None:
        if is_number(line):
            self.number = number_of(line)

    def _end(self, more: Sequence[str] = ()) -> None:
        """The open caption is whole, with these last lines of its text."""
        if self.open is None:
            return
        (line, timing, text), self.open = self.open, None
        raw = "\n".join((*text, *more))
        if timing.times is None:
            self.reading.faults.append((line, Fault.TIME))
            return
        settings = _settings(timing.rest)
        if self.is_webvtt:
            shown = caption_texts.from_webvtt(raw)
        else:
            shown = caption_texts.from_markup(raw)
            settings = settings or (" line:0" if caption_texts.is_at_top(raw) else "")
        self.reading.add(Cue(line, *timing.times, shown, settings))

    def _read_rest(self, paragraph: list[Numbered]) -> None:
        """Lines after a blank one, and before the next times."""
        (number, line), *others = paragraph
        if self.is_webvtt and _OTHER_BLOCKS.match(line.strip(MARKS)):
            return
        meant = next((at for at, line in paragraph[:2] if is_like_times(line)), None)
        if meant is None and is_number(line):
            if not others:
                self.alone = "" if self.is_webvtt else line
                return
            if self._is_next(line):
                meant = others[0][0]
        if meant is None and not self.is_webvtt and self.open:
            self.open[2].extend(line for _, line in paragraph)
            return
        self._end()
        self.reading.faults.append((meant or number, Fault.TIME))

    def _is_next(self, line: str) -> bool:
        """Whether this may be the number of the next caption. Another one belongs to the text."""
        return self.number is not None and self.number <= number_of(line) <= self.number + 1


def _paragraphs(lines: Sequence[str], *, is_webvtt: bool) -> Iterator[list[Numbered]]:
    paragraph: list[Numbered] = []
    for number, line in enumerate(lines, 1):
        if line.strip(MARKS):
            paragraph.append((number, line))
        elif paragraph and not (line and is_webvtt and _goes_on(paragraph, lines[number : number + 2])):
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _goes_on(paragraph: list[Numbered], following: Sequence[str]) -> bool:
    """Whether the text of a caption of WebVTT goes on behind a line of blanks. Only an empty line ends it, but people
    leave blanks in lines that they mean to be empty."""
    is_begun = _first_timing(paragraph) < len(paragraph)
    return is_begun and not any(timing_of(line) or _OTHER_BLOCKS.match(line) for line in following)


def _first_timing(paragraph: list[Numbered]) -> int:
    return next((place for place, (_, line) in enumerate(paragraph) if timing_of(line)), len(paragraph))


def _settings(rest: str) -> str:
    """The position and so on, as far as WebVTT knows it."""
    found = {}
    for word in rest.split()[:20]:
        name, _, value = word.partition(":")
        if name in _SETTINGS and _SETTINGS[name].fullmatch(value):
            found[name] = value
    return "".join(f" {name}:{value}" for name, value in found.items())
