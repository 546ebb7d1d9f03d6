"""The order of names in a language, and names that differ in case alone (contract 4.39).

A small part of the Unicode Collation Algorithm, enough for the languages of the pages: letters count first, then
accents, then case. The whole of it (ICU) needs a library in C.
"""

import unicodedata

# Final letters of Hebrew are letters like the others. These Latin letters do not come apart into letter and accent.
_SAME_LETTER = str.maketrans("ךםןףץ", "כמנפצ") | str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l"})
_AFTER_N = "n\uffff"
# Which scripts come first, by language. All others follow in the order of Unicode.
_FIRST_SCRIPTS = {"he": ("HEBREW", "LATIN")}
_SPACE, _MARK, _DIGIT, _LETTER = range(4)

Weight = tuple[int, int, str]
SortKey = tuple[list[Weight], list[str], str]


def folded(name: str) -> str:
    """The same for all spellings of a name that differ in case or in the width of letters alone."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def sort_key(name: str, language: str) -> SortKey:
    text = folded(name)
    if language == "es":
        # A letter of its own, between n and o.
        text = text.replace("ñ", _AFTER_N)
    parts = unicodedata.normalize("NFKD", text).translate(_SAME_LETTER)
    accents = [part for part in parts if unicodedata.combining(part)]
    letters = [_weight(part, language) for part in parts if not unicodedata.combining(part)]
    # Small letters before capitals.
    return letters, accents, name.swapcase()


def _weight(part: str, language: str) -> Weight:
    if part.isspace():
        return _SPACE, 0, ""
    if (digit := unicodedata.digit(part, None)) is not None:
        return _DIGIT, 0, str(digit)
    if part != _AFTER_N[1] and not part.isalpha():
        return _MARK, 0, part
    scripts = _FIRST_SCRIPTS.get(language, ("LATIN",))
    script = unicodedata.name(part, "LATIN").partition(" ")[0]
    return _LETTER, scripts.index(script) if script in scripts else len(scripts), part
