"""The order of names in a language, and names that differ in case alone (contract 4.39).

A small part of the Unicode Collation Algorithm, enough for the languages of the pages: letters count first, then
accents, then case. The whole of it (ICU) needs a library in C. The database keeps the keys, and sorts them by their
bytes (models/tables/named.py). If you change what a key is, have all of them made again, by a migration.
"""

import unicodedata

# Final letters of Hebrew are letters like the others. These Latin letters do not come apart into letter and accent.
SAME_LETTER = str.maketrans("ךםןףץ", "כמנפצ") | str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l"})
_AFTER_N = "n\uffff"
# Which scripts come first, by language. All others follow in the order of Unicode.
_FIRST_SCRIPTS = {"he": ("HEBREW", "LATIN")}
# Above the byte that ends the letters.
_SPACE, _MARK, _DIGIT, _LETTER = range(1, 5)
_END = b"\0"
# PostgreSQL's indexes hold no longer ones. Only names of many signs that come apart into several have longer keys.
_LONGEST_KEY = 1000
# Languages with an order of their own. All others share that of English.
LANGUAGES = ("en", "es", "he")


def folded(name: str) -> str:
    """The same for all spellings of a name that differ in case or in the width of letters alone."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def sort_key(name: str, language: str) -> bytes:
    """Names are in the order of the language when these bytes are in order."""
    text = folded(name)
    if language == "es":
        # A letter of its own, between n and o.
        text = text.replace("ñ", _AFTER_N)
    parts = unicodedata.normalize("NFKD", text).translate(SAME_LETTER)
    accents = "".join(part for part in parts if unicodedata.combining(part))
    letters = b"".join(_weight(part, language) for part in parts if not unicodedata.combining(part))
    # Small letters before capitals. The bytes of UTF-8 are in the order of the characters.
    return _END.join([letters, _bytes(accents), _bytes(name.swapcase())])[:_LONGEST_KEY]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _weight(part: str, language: str) -> bytes:
    if part.isspace():
        return bytes([_SPACE])
    if (digit := unicodedata.digit(part, None)) is not None:
        return bytes([_DIGIT]) + _bytes(str(digit))
    if part != _AFTER_N[1] and not part.isalpha():
        return bytes([_MARK]) + _bytes(part)
    scripts = _FIRST_SCRIPTS.get(language, ("LATIN",))
    script = unicodedata.name(part, "LATIN").partition(" ")[0]
    place = scripts.index(script) if script in scripts else len(scripts)
    return bytes([_LETTER, place]) + _bytes(part)
