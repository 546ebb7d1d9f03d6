"""What a page needs to show an item of each kind: the same for a guest, an owner and a preview.

`base` is where the bytes are to be had: a visit's own address for a guest, the item's for an owner. Each kind has a
template of its own in `templates/players/`.
"""

from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from flask import Response, after_this_request

from models.files import live_folder
from models.media.listing import Shown, ShownLive
from models.recordings.webvtt import LANGUAGES
from models.tables.live_session import LiveState
from web.pages import security
from web.pages.display import own_language


def player(shown: Shown, base: str) -> dict[str, Any]:
    """The context of `players/KIND.html`. Allows this page what its player needs, and no other page."""
    context = {
        "kind": shown.item.kind,
        "title": shown.item.title,
        "content_type": shown.content_type,
        "video_url": f"{base}/video",
        "poster_url": f"{base}/poster" if shown.has_poster else None,
        "tracks": _tracks(shown, base),
        "join_url": f"{base}/join",
        "room_is_guarded": shown.room_is_guarded,
    }
    return context | (_live(shown.live, base) if shown.live else {})


def live_state(live: ShownLive) -> LiveState:
    """What the database says, and what has become of it on the disk: nothing yet, or an end that the encoder wrote."""
    if live.state != LiveState.ON or live.folder is None:
        return live.state
    standing = live_folder.standing(live.folder)
    if not standing.begun:
        return LiveState.WAITING
    return LiveState.ENDED if standing.over else LiveState.ON


def _live(live: ShownLive, base: str) -> dict[str, Any]:
    # Where the browser plays no HLS itself, a script feeds it: the player's source is then a blob of the page's own.
    security.allow("media-src", "blob:")
    if live.playlist_url is not None:
        for directive in ("media-src", "connect-src"):
            security.allow(directive, _origin(live.playlist_url))
    state = live_state(live)
    after_this_request(partial(_tell, state, live.starts_at))
    return {
        "state": state,
        "starts_at": live.starts_at,
        "is_ours": live.folder is not None,
        "playlist_url": live.playlist_url or f"{base}/live/{live_folder.PLAYLIST}",
    }


def _tell(state: LiveState, starts_at: datetime | None, response: Response) -> Response:
    """To a page that is open: its script asks for the head alone, which starts no visit."""
    response.headers["Live-State"] = state
    response.headers["Live-Start"] = starts_at.isoformat() if starts_at else ""
    return response


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


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
