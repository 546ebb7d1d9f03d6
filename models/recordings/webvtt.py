"""Captions that owners upload: checking that they are WebVTT, and the languages they can be in."""

import re

from models.errors import Invalid, translatable

MAX_CAPTIONS_BYTES = 1024 * 1024
CONTENT_TYPE = "text/vtt"
NOT_WEBVTT = translatable(
    "This is not a WebVTT file. It must start with WEBVTT, be UTF-8 text and contain at least one caption."
)

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

_START = re.compile(r"\ufeff?WEBVTT(?=[ \t\n]|\Z)")
_TIME = r"(?:[0-9]{2,}:)?[0-5][0-9]:[0-5][0-9]\.[0-9]{3}"
_TIMING = re.compile(rf"^{_TIME}[ \t]*-->[ \t]*{_TIME}(?=[ \t\n]|\Z)", re.MULTILINE)


def check(content: bytes) -> None:
    """Raises Invalid for a file that no browser would show as captions."""
    if len(content) > MAX_CAPTIONS_BYTES:
        raise Invalid("file", "A captions file must be 1 MB or smaller.")
    try:
        text = content.decode().replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise Invalid("file", NOT_WEBVTT) from None
    if not _START.match(text) or not _TIMING.search(text) or "\0" in text:
        raise Invalid("file", NOT_WEBVTT)
