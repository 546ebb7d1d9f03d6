"""The text of a caption as WebVTT: tags and entities of other formats become those of WebVTT, or go."""

import html
import re
from collections.abc import Callable

# A text of a hostile file may be as long as the file, so each pattern is bounded.
_TAG = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15}|[0-9:.]{9,16})((?:\.[^\s<>.&]{1,40}){0,8})((?:[ \t\n/][^<>]{0,300})?)>"
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
# Overrides of ASS, which many SubRip files have. 7, 8 and 9 mean the top of the picture.
_OVERRIDE = re.compile(r"\{\\[^{}\n]{0,200}\}")
_TOP = re.compile(r"\{\\(?:an[789]|a[567])\}")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_TIMESTAMP = re.compile(r"(?:[0-9]{2,4}:)?[0-5][0-9]:[0-5][0-9]\.[0-9]{3}")
_BREAKS = {"br", "p", "div"}
# Tags of other formats, and what each becomes in WebVTT.
_OTHER_TAGS = {
    "em": "i",
    "strong": "b",
    **dict.fromkeys(
        ("font", "span", "s", "strike", "center", "small", "big", "a", "sub", "sup", "tt", "html", "body"), ""
    ),
}
_PLAIN_TAGS = {"b", "i", "u"}
_WEBVTT_TAGS = {*_PLAIN_TAGS, "c", "ruby", "rt", "v", "lang"}
_ANNOTATED = {"v", "lang"}


def from_webvtt(raw: str) -> str:
    return _joined(raw, _webvtt_tag)


def from_markup(raw: str) -> str:
    """From SubRip, SBV and the like."""
    raw = _OVERRIDE.sub("", raw).replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ").replace("[br]", "\n")
    return _joined(raw, _other_tag)


def from_plain(raw: str) -> str:
    return escaped(_visible(raw))


def is_at_top(raw: str) -> bool:
    return _TOP.search(raw) is not None


def escaped(text: str) -> str:
    """Also for `-->`, which would end the caption."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def without_blank_lines(text: str) -> str:
    """A blank line would end the caption."""
    lines = (line.strip(" \t\xa0") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def without_invisible(text: str) -> str:
    """Without control characters, and marks of a byte order amid the text."""
    return _INVISIBLE.sub("", text)


def _visible(text: str) -> str:
    return without_invisible(text).replace("\x85", "\n").replace("\u2028", "\n").replace("\u2029", "\n")


def _joined(raw: str, tag_of: Callable[[re.Match[str]], str | None]) -> str:
    parts: list[str] = []
    raw, place = _visible(raw), 0
    for match in _TAG.finditer(raw):
        tag = tag_of(match)
        if tag is not None:
            parts += [_text(raw[place : match.start()]), tag]
            place = match.end()
    return without_blank_lines("".join((*parts, _text(raw[place:]))))


def _text(raw: str) -> str:
    return escaped(_ENTITY.sub(lambda match: _visible(html.unescape(match[0])), raw))


def _other_tag(match: re.Match[str]) -> str | None:
    """None for what is text in pointed brackets, like `<laughs>`."""
    name = match[2].lower()
    if name in _BREAKS:
        return "\n"
    name = _OTHER_TAGS.get(name, name)
    return f"<{match[1]}{name}>" if name in _PLAIN_TAGS else None if name else ""


def _webvtt_tag(match: re.Match[str]) -> str:
    """Browsers leave out the tags that they do not know."""
    closing, name, classes, annotation = match.groups()
    if _TIMESTAMP.fullmatch(name):
        return f"<{name}>"
    if name not in _WEBVTT_TAGS:
        return ""
    if closing:
        return f"</{name}>"
    annotation = " ".join(annotation.split()) if name in _ANNOTATED else ""
    return f"<{name}{classes}{' ' + _text(annotation) if annotation else ''}>"
