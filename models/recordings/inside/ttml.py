"""Reads TTML captions, among them IMSC, EBU-TT-D and the older DFXP (contract 8.60).

It reads a damaged file as far as it can. It ignores the prefixes of names: programs disagree on the namespaces.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import BinaryIO
from xml.parsers import expat

from models.recordings.caption_report import Fault
from models.recordings.inside import caption_encodings, caption_texts, ttml_cues
from models.recordings.inside.cues import Cue, Reading
from models.recordings.inside.ttml_cues import Part
from models.recordings.inside.ttml_times import Clock, clock_of

_DEPTH = 64
_DECLARATION = re.compile(r"\A\s*<\?xml[^<>]{0,300}\?>")
# One that begins no entity. XML forbids it, and people write it.
_AMPERSAND = re.compile(r"&(?!(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,30});)")
_TIMED = {"body", "div", "p", "span"}
_TEXTS = {"p", "span", "ruby", "rb", "rt"}
_STYLES = {("fontStyle", "italic"): "i", ("fontStyle", "oblique"): "i", ("fontWeight", "bold"): "b"}
_STYLES |= {("textDecoration", "underline"): "u", ("display", "none"): "none", ("visibility", "hidden"): "none"}
_NOT = {("fontStyle", "normal"): "i", ("fontWeight", "normal"): "b"}
_NOT |= {("textDecoration", "none"): "u", ("textDecoration", "noUnderline"): "u"}


class _NotRead(Exception):
    """Nothing after this place is read."""


@dataclass
class _Element:
    """Times are seconds of the recording. `cursor` is where the next child begins, if they follow each other."""

    name: str
    start: Fraction
    end: Fraction | None
    is_timed: bool = False
    is_sequence: bool = False
    has_text: bool = False
    is_wrong: bool = False
    tags: frozenset[str] = frozenset()
    cursor: Fraction = Fraction(0)


def read(file: BinaryIO, language: str) -> tuple[dict[str, object], bytes]:
    """What was read, and the captions as WebVTT. Without any caption that is empty. Raises Invalid."""
    content = file.read()
    declared = caption_encodings.declared(content)
    text = (
        caption_encodings.decoded(content, language)
        if declared is None
        else caption_encodings.with_line_feeds(declared)
    )
    reading = _Document().read(text)
    reading.faults += [(cue.line, Fault.CHARACTERS) for cue in reading.cues if "\ufffd" in cue.text]
    return reading.values(), reading.webvtt()


class _Document:
    def __init__(self) -> None:
        self.reading, self.cues = Reading(), list[Cue]()
        self.clock, self.styles = Clock(), dict[str, frozenset[str]]()
        self.stack: list[_Element] = []
        # The paragraph that is being read: its line, its parts, and whether it has text without a time.
        self.line, self.parts, self.lacks_times = 0, list[Part](), False
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        # Entities of HTML are not declared anywhere. Like this they are not an error.
        self.parser.UseForeignDTD(True)
        self.parser.SkippedEntityHandler = lambda name, _: self._data(html.unescape(f"&{name};"))
        # A few lines of entities can become gigabytes.
        self.parser.EntityDeclHandler = self._refuse
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end
        self.parser.CharacterDataHandler = self._data

    def read(self, text: str) -> Reading:
        text = _DECLARATION.sub("", caption_texts.without_invisible(text), count=1)
        if "<![CDATA[" not in text:
            text = _AMPERSAND.sub("&amp;", text)
        try:
            self.parser.Parse(text, True)
        except (expat.ExpatError, _NotRead):
            self.reading.faults.append((self.parser.CurrentLineNumber, Fault.BROKEN))
        for cue in ttml_cues.with_ends(self.cues):
            self.reading.add(cue)
        return self.reading

    def _refuse(self, *_declared: object) -> None:
        raise _NotRead

    def _start(self, name: str, given: Mapping[str, str]) -> None:
        name = name.rpartition(":")[2]
        attributes = {key.rpartition(":")[2]: value for key, value in given.items()}
        if len(self.stack) >= _DEPTH or (not self.stack and name != "tt"):
            raise _NotRead
        if not self.stack:
            self.clock = clock_of(attributes)
            self.stack.append(_Element(name, Fraction(0), None))
            return
        if name == "style" and "id" in attributes:
            self.styles[attributes["id"]] = self._tags(attributes, frozenset())
        element = self._element(name, attributes, self.stack[-1])
        self.stack.append(element)
        if name == "p":
            self.line, self.parts, self.lacks_times = self.parser.CurrentLineNumber, [], False
        elif name == "br" and self.stack[-2].has_text:
            self.parts.append(Part(element.start, element.end, "\n"))

    def _element(self, name: str, attributes: Mapping[str, str], parent: _Element) -> _Element:
        reference = parent.cursor if parent.is_sequence else parent.start
        element = _Element(name, reference, parent.end, parent.is_timed, cursor=reference)
        element.tags = self._tags(attributes, parent.tags)
        element.has_text = name == "p" or (parent.has_text and name in _TEXTS)
        element.is_sequence = attributes.get("timeContainer") == "seq"
        element.is_wrong = parent.is_wrong
        given = {key: self.clock.seconds(attributes[key]) for key in ("begin", "end", "dur") if key in attributes}
        if name in _TIMED and given:
            if None in given.values():
                if not element.is_wrong:
                    self.reading.faults.append((self.parser.CurrentLineNumber, Fault.TIME))
                element.is_wrong = True
            else:
                self._time(element, {key: value for key, value in given.items() if value is not None})
        return element

    def _time(self, element: _Element, given: Mapping[str, Fraction]) -> None:
        reference, ends = element.start, [] if element.end is None else [element.end]
        element.is_timed = True
        element.start = element.cursor = reference + given.get("begin", Fraction(0))
        ends += [reference + given["end"]] if "end" in given else []
        ends += [element.start + given["dur"]] if "dur" in given else []
        element.end = min(ends, default=None)

    def _tags(self, attributes: Mapping[str, str], tags: frozenset[str]) -> frozenset[str]:
        for name in attributes.get("style", "").split():
            tags |= self.styles.get(name, frozenset())
        for item in attributes.items():
            if item in _NOT:
                tags -= {_NOT[item]}
            if item in _STYLES:
                tags |= {_STYLES[item]}
        return tags

    def _data(self, text: str) -> None:
        element = self.stack[-1] if self.stack else None
        if not element or not element.has_text or element.is_wrong or "none" in element.tags:
            return
        if element.is_timed:
            self.parts.append(Part(element.start, element.end, text, element.tags))
        elif text.strip():
            self.lacks_times = True

    def _end(self, _name: str) -> None:
        element = self.stack.pop()
        if self.stack:
            self.stack[-1].cursor = max(self.stack[-1].cursor, element.end or element.cursor)
        if element.name != "p" or element.is_wrong:
            return
        if self.lacks_times:
            self.reading.faults.append((self.line, Fault.TIME))
        if self.parts or element.is_timed:
            self.cues += ttml_cues.cues_of(self.parts, self.line)
