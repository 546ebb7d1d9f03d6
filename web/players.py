"""What a page needs to show an item of each kind: the same for a guest, an owner and a preview.

`base` is where the bytes are to be had: a visit's own address for a guest, the item's for an owner. Each kind has a
template of its own in `templates/players/`.
"""

from typing import Any

from models.listing import Shown
from models.plumbing.webvtt import LANGUAGES
from web.display import own_language


def player(shown: Shown, base: str) -> dict[str, Any]:
    """The context of `players/KIND.html`."""
    return {
        "kind": shown.item.kind,
        "title": shown.item.title,
        "content_type": shown.content_type,
        "video_url": f"{base}/video",
        "poster_url": f"{base}/poster" if shown.has_poster else None,
        "tracks": _tracks(shown, base),
    }


def _tracks(shown: Shown, base: str) -> list[dict[str, Any]]:
    """Captions, those in the reader's own language shown from the start, or else the first."""
    own = own_language()
    default = own if own in shown.captions else next(iter(shown.captions), None)
    return [
        {
            "url": f"{base}/captions/{language}",
            "language": language,
            "label": LANGUAGES.get(language, language),
            "default": language == default,
        }
        for language in shown.captions
    ]
