"""What a page needs to show a media item. It is the same for a guest, an owner and a preview.

Each kind has its template in `templates/players/`. `base` is the address below which the item's bytes are sent: that of
a visit for a guest, that of the item for an owner.
"""

from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from flask import Response, after_this_request

from models.files import live_folder
from models.media.showing import ShownLive, ShownMedia
from models.plumbing import clock
from models.recordings.webvtt import CAPTION_LANGUAGES
from models.tables.live_session import LiveState
from web.pages import security
from web.pages.display import page_language


def player(shown: ShownMedia, base: str) -> dict[str, Any]:
    """The context of `players/KIND.html`. The view must call `prepare_answer` too."""
    context = {
        "kind": shown.item.kind,
        "title": shown.item.title,
        "sources": [(f"{base}/video?file={file.id}", file.content_type) for file in shown.sources],
        "preparing": shown.preparing,
        "poster_url": f"{base}/poster" if shown.has_poster else None,
        "tracks": _tracks(shown, base),
        "join_url": f"{base}/join",
        "room_is_open": shown.room_is_open,
    }
    return context | (_live(shown.live, base) if shown.live else {})


def _live(live: ShownLive, base: str) -> dict[str, Any]:
    return {
        "state": live_state(live),
        "starts_at": live.starts_at,
        "now": clock.utcnow(),
        "is_elsewhere": live.is_elsewhere,
        "playlist_url": live.playlist_url or f"{base}/live/{live_folder.PLAYLIST}",
    }


def live_state(live: ShownLive) -> LiveState:
    """The state in the database, corrected by the folder: it may hold nothing yet, or an end mark of the encoder."""
    if live.state != LiveState.ON or live.folder is None:
        return live.state
    stream = live_folder.stream_state(live.folder)
    if not stream.has_started:
        return LiveState.WAITING
    return LiveState.ENDED if stream.has_ended else LiveState.ON


def prepare_answer(player: dict[str, Any]) -> None:
    """Lets the answer to this request, and no other, load what the player of a live session needs. Names the state of
    the session in the answer's headers."""
    if "state" not in player:
        return
    # hls.js feeds the stream to the browser as a blob.
    security.allow_source("media-src", "blob:")
    if player["is_elsewhere"]:
        for directive in ("media-src", "connect-src"):
            security.allow_source(directive, _origin(player["playlist_url"]))
    after_this_request(partial(_name_live_state, player["state"], player["starts_at"]))


def _name_live_state(state: LiveState, starts_at: datetime | None, response: Response) -> Response:
    """For pages that are open: their script asks for these headers with HEAD, which starts no visit (contract 9.11)."""
    response.headers["Live-State"] = state
    response.headers["Live-Start"] = starts_at.isoformat() if starts_at else ""
    return response


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _tracks(shown: ShownMedia, base: str) -> list[dict[str, Any]]:
    """The captions. Those in the language of the page are on from the start, or else the first (contract 8.9)."""
    own = page_language()
    default = own if own in shown.caption_languages else next(iter(shown.caption_languages), None)
    return [
        {
            "url": f"{base}/captions/{language}",
            "language": language,
            "label": CAPTION_LANGUAGES.get(language, language),
            "default": language == default,
        }
        for language in shown.caption_languages
    ]
