"""Text in the form in which it is searched, alike on both databases: no capitals, no accents (contract 4.53)."""

import unicodedata


def fold(*texts: str) -> str:
    """One text of all these, with single spaces between words."""
    parts = unicodedata.normalize("NFKD", " ".join(texts))
    bare = "".join(char for char in parts if not unicodedata.combining(char))
    return " ".join(bare.casefold().split())


def fold_lines(*texts: str) -> str:
    """Each text on a line of its own: what somebody types is one line, so it is never found across two of them."""
    return "\n".join(map(fold, texts))


def pattern(typed: str) -> str:
    """For `LIKE … ESCAPE '\\\\'`: any text that contains what was typed."""
    folded = fold(typed)
    for special in "\\%_":
        folded = folded.replace(special, "\\" + special)
    return f"%{folded}%"
