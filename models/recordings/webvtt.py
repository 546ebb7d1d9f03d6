"""Captions that owners upload: checking that they are WebVTT, and the languages they can be in."""

import io

from models.errors import Invalid
from models.recordings import child
from models.recordings.child import ChildFailed
from models.recordings.limits import QUICK
from models.recordings.refusals import NOT_WEBVTT

CHECK = "models.recordings.inside.captions:check"
MAX_CAPTIONS_BYTES = 1024 * 1024
CONTENT_TYPE = "text/vtt"

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


def check(content: bytes) -> None:
    """Raises Invalid for a file that no browser would show as captions, and TooManyFiles."""
    if len(content) > MAX_CAPTIONS_BYTES:
        raise Invalid("file", "A captions file must be 1 MB or smaller.")
    try:
        child.ask(CHECK, io.BytesIO(content), QUICK)
    except ChildFailed:
        raise Invalid("file", NOT_WEBVTT) from None
