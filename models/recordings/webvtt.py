"""Captions that owners upload: reading them in the formats that people have, and the languages they can be in."""

import io
import re
from dataclasses import dataclass

from models.errors import Invalid
from models.recordings import child
from models.recordings.caption_report import MOST_FAULTS, Fault, Report
from models.recordings.child import Answer, ChildFailed
from models.recordings.limits import QUICK
from models.recordings.refusals import NO_CAPTIONS

READ_LINES = "models.recordings.inside.captions:read"
READ_TTML = "models.recordings.inside.ttml:read"
MAX_CAPTIONS_BYTES = 5 * 1024**2
CONTENT_TYPE = "text/vtt"
# Byte order marks and blanks before the first letter, in any of the encodings.
_BEFORE = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
_TIME = r"[0-9]{2,4}:[0-5][0-9]:[0-5][0-9]\.[0-9]{3}"
_BLOCK = re.compile(rf"{_TIME} --> {_TIME}(?: (?:vertical|line|position|size|align):[\w.,%-]+)*\n[^\x00\r]+")

# The codes for `srclang`, and the name of each language in the language itself.
CAPTION_LANGUAGES = {
    "ar": "العربية",
    "bn": "বাংলা",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "fa": "فارسی",
    "fi": "Suomi",
    "fr": "Français",
    "he": "עברית",
    "hi": "हिन्दी",
    "hu": "Magyar",
    "id": "Bahasa Indonesia",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "nl": "Nederlands",
    "no": "Norsk",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "ru": "Русский",
    "sv": "Svenska",
    "th": "ไทย",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
    "vi": "Tiếng Việt",
    "zh": "中文",
}


@dataclass(frozen=True)
class Captions:
    """`webvtt` is what is kept of the file."""

    webvtt: bytes
    report: Report


class Unreadable(Invalid):
    """Nothing in the file could be read. `report` has the first faults, by line."""

    def __init__(self, report: Report) -> None:
        super().__init__("file", NO_CAPTIONS)
        self.report = report


def read_captions(content: bytes, language: str) -> Captions:
    """The language helps to find out the encoding. Raises Unreadable, Invalid and TooManyFiles."""
    if len(content) > MAX_CAPTIONS_BYTES:
        raise Invalid("file", "A captions file must be 5 MB or smaller.")
    work = READ_TTML if content[:200].lstrip(_BEFORE).startswith(b"<") else READ_LINES
    try:
        captions = _captions(child.ask(work, io.BytesIO(content), QUICK, language))
    except ChildFailed:
        raise Invalid("file", NO_CAPTIONS) from None
    if not captions.report.count:
        raise Unreadable(captions.report)
    return captions


def _captions(answer: Answer) -> Captions:
    """Raises ChildFailed for an answer that our code in the child never gives."""
    said = answer.values
    faults = said.get("faults")
    if not isinstance(faults, list) or len(faults) > MOST_FAULTS:
        raise ChildFailed
    count, first, last, more = (_whole(said.get(name)) for name in ("count", "first", "last", "more"))
    report = Report(count, first, last, tuple(map(_fault, faults)), more)
    if count != _count(answer.content):
        raise ChildFailed
    return Captions(answer.content, report)


def _count(webvtt: bytes) -> int:
    """How many captions there are. Raises ChildFailed for anything but WebVTT as we write it."""
    if not webvtt:
        return 0
    try:
        header, *blocks = webvtt.decode().removesuffix("\n").split("\n\n")
    except UnicodeDecodeError:
        raise ChildFailed from None
    if header != "WEBVTT" or not all(_BLOCK.fullmatch(block) and block.count("-->") == 1 for block in blocks):
        raise ChildFailed
    return len(blocks)


def _fault(said: object) -> tuple[int, Fault]:
    if not isinstance(said, list) or len(said) != 2 or said[1] not in set(Fault):
        raise ChildFailed
    return _whole(said[0]), Fault(said[1])


def _whole(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value <= 10**12:
        raise ChildFailed
    return value
