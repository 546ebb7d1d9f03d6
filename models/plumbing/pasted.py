"""Cleans names and email addresses that people paste: removes invisible or stray marks around them (contract 6.40).

What is read here is still checked by the rules in `fields`.
"""

import re
from urllib.parse import unquote

# They show nothing, but Unicode counts them neither as white space nor as control characters.
BLANK_LOOKING = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u2060\u2800\u3164\ufeff\uffa0\u200b\u200c\u200d"
# They set the direction of text. Programs put them around names and numbers in Hebrew and Arabic texts.
_DIRECTION_MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Keyboards for Chinese and Japanese write these in place of ASCII.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | str.maketrans("﹫﹒﹐﹔。｡、", "@.,;..,")
# What is left away must be harmless: a line end is refused wherever it stands.
_CONTROLS = "\x00-\x1f\x7f-\x9f\u2028\u2029\ufffd\ud800-\udfff"
_IN_BRACKETS = re.compile(f"[^<>{_CONTROLS}]*<([^<>]*)>")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_ISOLATES = str.maketrans(dict.fromkeys("\u2066\u2067\u2068\u2069", ""))
_MAILTO = re.compile(rf"mailto:(?://)?([^?]*)(?:\?[^{_CONTROLS}]*)?", re.IGNORECASE)


def trimmed(raw: str) -> str:
    """The text without white space, and without characters that show nothing, at its ends."""
    return raw.strip(_blanks_in(raw))


def one_line(raw: str) -> str:
    """A name as it is meant. A tab comes from a table, where it stands between first and last name."""
    return trimmed(raw).replace("\t", " ")


def lines_meant(raw: str) -> str:
    """Text of several lines as it is meant. Word processors and slides have line ends of their own, and tabs behind
    bullets. Chats, and our own pages, put marks around names that keep their direction to themselves."""
    return _LINE_END.sub("\n", raw).replace("\t", " ").translate(_ISOLATES)


def email_meant(raw: str) -> str:
    """The address in `Dana <dana@example.org>`, `mailto:dana@example.org?subject=Hello` or `dana＠example.org;`."""
    text = _without_trailing(raw.translate(_WIDE))
    if bracketed := _IN_BRACKETS.fullmatch(text.replace("\t", " ")):
        text = _without_trailing(bracketed[1])
    if link := _MAILTO.fullmatch(text):
        text = _without_trailing(unquote(link[1]))
    return text


def _without_trailing(text: str) -> str:
    blanks = _blanks_in(text)
    return text.lstrip(blanks).rstrip(blanks + ",;.")


def _blanks_in(text: str) -> str:
    """What may be taken away at the ends of this text."""
    blanks = {char for char in text if char.isspace() and char not in "\x1c\x1d\x1e\x1f\x0b\x0c\x85"}
    return "".join(blanks) + BLANK_LOOKING + _DIRECTION_MARKS
