"""Text in the form in which it is searched, alike on both databases: no capitals, no accents, no invisible characters,
and one form of each quotation mark and hyphen (contract 4.53).

If you change what is made of a text, have the texts made again, by a migration.
"""

import unicodedata

from models.plumbing.collating import SAME_LETTER
from models.plumbing.pasted import BLANK_LOOKING

# What keyboards and programs write for the same sign. The dashes are found by their category.
_SAME_SIGN = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201b\u02bc\u05f3\u2032\u00b4", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u2033\u05f4\u00ab\u00bb", '"')
    | {"\u2212": "-"}
)
# Letters that do not come apart into letter and accent. Tatweel only draws an Arabic word out.
_PLAIN = SAME_LETTER | str.maketrans({"ı": "i", "ħ": "h", "ŧ": "t", "ð": "d", "ـ": None})


def fold(*texts: str) -> str:
    """One text of all these, with single spaces between words."""
    parts = unicodedata.normalize("NFKD", " ".join(texts).translate(_SAME_SIGN))
    seen = "".join("-" if unicodedata.category(char) == "Pd" else char for char in parts if _is_seen(char))
    return " ".join(seen.casefold().translate(_PLAIN).split())


def _is_seen(char: str) -> bool:
    """Not so: accents, marks of direction, joiners, and the selectors between pictures and letters."""
    is_selector = "\ufe00" <= char <= "\ufe0f"
    return not (
        unicodedata.combining(char) or is_selector or char in BLANK_LOOKING or unicodedata.category(char) == "Cf"
    )


def fold_lines(*texts: str) -> str:
    """Each text on a line of its own: what somebody types is one line, so it is never found across two of them."""
    return "\n".join(map(fold, texts))


def pattern(typed: str) -> str:
    """For `LIKE … ESCAPE '\\\\'`: any text that contains what was typed."""
    folded = fold(typed)
    for special in "\\%_":
        folded = folded.replace(special, "\\" + special)
    return f"%{folded}%"
