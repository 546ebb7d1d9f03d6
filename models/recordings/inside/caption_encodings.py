"""Finds out in which encoding a captions file is, and decodes it.

After `confine` no module can be loaded, so the codecs and the models of chardet are loaded here.
"""

import codecs
import re
import warnings
from encodings.aliases import aliases

import chardet

# For each language that is not in Western Europe, the encodings that its files are in. The names are those of chardet.
_CYRILLIC = ("cp1251", "koi8-r", "iso8859-5", "cp866")
_CENTRAL = ("cp1250", "iso8859-2")
_CHINESE = ("gb18030", "big5hkscs")
OWN = {
    **dict.fromkeys(("cs", "hu", "pl", "ro"), _CENTRAL),
    "ar": ("cp1256", "iso8859-6"),
    "fa": ("cp1256",),
    "ur": ("cp1256",),
    "he": ("cp1255",),
    "ru": _CYRILLIC,
    "uk": ("cp1251", "koi8-u", "iso8859-5", "cp866"),
    "el": ("cp1253", "iso8859-7"),
    "ja": ("cp932", "euc_jis_2004", "iso2022_jp_2"),
    "ko": ("cp949",),
    "zh": _CHINESE,
    "th": ("cp874",),
    "tr": ("cp1254",),
    "vi": ("cp1258",),
}
_WESTERN = ("cp1252",)
_LATIN = ("cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "iso8859-2")
_MANY_BYTES = ("cp932", "euc_jis_2004", "iso2022_jp_2", "cp949", *_CHINESE)
_OTHER = (
    "cp1251",
    "cp1253",
    "cp1255",
    "cp1256",
    "iso8859-5",
    "iso8859-6",
    "iso8859-7",
    "koi8-r",
    "koi8-u",
    "cp866",
    "cp874",
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Programs for Windows that convert a file twice write CR CR LF. Taken for two, each line would have a blank one behind
# it, and a blank line ends a caption of WebVTT.
_LINE_END = re.compile(r"\r\r?\n|\n\r(?!\n)|\r")
_TAGS = re.compile(rb"<[^<>]{0,200}>")
_CONTROL = re.compile(rb"[\x80-\x9f]")
_HIGH = re.compile(rb"[\x80-\xff]")
# Letters with accents stand between others. In Hebrew or Greek no letter is in ASCII.
_HIGH_IN_WORD = re.compile(rb"(?<=[A-Za-z])[\x80-\xff]|[\x80-\xff](?=[A-Za-z])")
_LOOKED_AT = 256 * 1024
# As sure as chardet is of short texts in encodings with several bytes for a letter. Of others it is far less.
_SURE = 0.3

# What XML may name. UTF-16 is not there: a name that stands in one byte a letter cannot be in it.
_NAMED = (
    *("ascii", "utf_8", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *(f"iso8859_{part}" for part in (2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16)),
    *("koi8_r", "koi8_u", "shift_jis", "euc_jp", "euc_kr", "gb2312", "gbk", "gb18030", "big5"),
)
_DECLARED = {alias: name for alias, name in aliases.items() if name in _NAMED} | {name: name for name in _NAMED}
_DECLARED |= dict.fromkeys(("cp1252", "windows_1252", "iso_8859_1", "latin1", "latin_1"), "cp1252")
_DECLARATION = re.compile(rb"\s{0,9}<\?xml\s[^<>]{0,200}?encoding\s?=\s?[\"']([\w.-]{1,40})[\"']")

for _name in (
    *_LATIN,
    *_MANY_BYTES,
    *_OTHER,
    *_NAMED,
    "utf-8-sig",
    "utf-16",
    "utf-32",
    "utf-7",
    *(name for _, name in _MARKS),
):
    codecs.lookup(_name)
chardet.detect("אבג".encode("cp1255") * 9)


def declared(content: bytes) -> str | None:
    """The text of XML that says its encoding. None if it does not, or is wrong."""
    match = _DECLARATION.match(content)
    encoding = _DECLARED.get(match[1].decode().lower().replace("-", "_")) if match else None
    try:
        return content.decode(encoding) if encoding else None
    except UnicodeDecodeError:
        return None


def decoded(content: bytes, language: str) -> str:
    """Its lines end with line feeds. What cannot be decoded becomes a replacement character."""
    mark, encoding = next(((mark, name) for mark, name in _MARKS if content.startswith(mark)), (b"", ""))
    content = content.removeprefix(mark)
    encoding = encoding or _without_mark(content) or _detected(content[:_LOOKED_AT], language)
    return with_line_feeds(content.decode(encoding, "replace"))


def with_line_feeds(text: str) -> str:
    return _LINE_END.sub("\n", text)


def _without_mark(content: bytes) -> str:
    """UTF-16 has a zero byte in each digit, blank and line break, and other texts have none. UTF-8 is recognised also
    if some bytes are damaged."""
    zeros = content[:_LOOKED_AT:2].count(0), content[1:_LOOKED_AT:2].count(0)
    if max(zeros) * 20 > len(content[:_LOOKED_AT]):
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    if b"\x1b$" in content[:_LOOKED_AT]:
        return "iso2022_jp_2"
    text = content.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    return "utf-8" if wrong * 10 <= len(content) - len(text) else ""


def _detected(content: bytes, language: str) -> str:
    plain = b"\n".join(line for line in _TAGS.sub(b"", content).splitlines() if _HIGH.search(line))
    own = OWN.get(language, _WESTERN)
    found, sure = _best(plain, (*_LATIN, *_MANY_BYTES, *_OTHER))
    if found in _MANY_BYTES and sure >= _SURE:
        return found
    is_latin = 2 * len(_HIGH_IN_WORD.findall(plain)) >= len(_HIGH.findall(plain))
    mine, as_sure = _best(plain, own)
    if mine and is_latin == set(own).issubset(_LATIN) and (mine not in _MANY_BYTES or as_sure >= sure):
        # These two differ in a few letters, of which chardet knows nothing. In one of them such bytes are no letters.
        return mine if language != "cs" else "cp1250" if _CONTROL.search(plain) else "iso8859-2"
    return _best(plain, _LATIN if is_latin else _OTHER)[0] or "cp1252"


def _best(content: bytes, encodings: tuple[str, ...]) -> tuple[str, float]:
    """The encoding and how sure it is. "" if it is none of these."""
    with warnings.catch_warnings():
        # chardet warns that it may find none.
        warnings.simplefilter("ignore")
        found = chardet.detect(content, include_encodings=encodings, compat_names=False)
    return found["encoding"] or "", found["confidence"]
