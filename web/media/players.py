"""What a page needs to show a media item. It is the same for a guest, an owner and a preview.

Each kind has its template in `templates/players/`. `base` is the address below which the item's bytes are sent: that of
a visit for a guest, that of the item for an owner.
"""

from typing import Any, NamedTuple

from models.files.live import choosing, troubles
from models.files.live.troubles import Trouble
from models.media.showing import ShownLive
from models.media.shown_media import ShownMedia
from models.plumbing import clock, web_addresses
from models.recordings.webvtt import CAPTION_LANGUAGES
from models.tables.live_session import LiveState
from web.media import live_streams, recording_words
from web.pages import security
from web.pages.display import page_language, percent


class LiveNow(NamedTuple):
    """What the clock and the disk say of a live session at this moment."""

    state: LiveState
    # An owner sees the stream before guests do.
    is_rehearsal: bool
    # Of a stream of ours, below the address of the item's bytes.
    playlist_path: str | None
    # Of a stream of ours, for an owner.
    trouble: Trouble | None

    @classmethod
    def of(cls, live: ShownLive, *, for_guests: bool) -> "LiveNow":
        path = live_streams.playlist_path(live.stream) if live.stream else None
        trouble = troubles.trouble(live.stream) if live.stream and not for_guests else None
        return cls(live_state(live, for_guests=for_guests), not live.has_begun and not for_guests, path, trouble)


def live_now(shown: ShownMedia, *, for_guests: bool) -> LiveNow | None:
    """None unless it is a live session."""
    return LiveNow.of(shown.live, for_guests=for_guests) if shown.live else None


def player(shown: ShownMedia, base: str, live: LiveNow | None, *, now: str) -> dict[str, Any]:
    """The context of `players/KIND.html`, from nothing but these. The view must call `prepare_answer` too."""
    context = {
        "kind": shown.kind,
        "title": shown.title,
        "sources": [(f"{base}/video?file={file.id}", file.content_type) for file in shown.sources],
        "preparing": shown.preparing,
        "shown_state": shown.preparing.state,
        "reason": recording_words.reason(shown.preparing),
        "percent": percent(shown.preparing.progress or 0),
        "base": base,
        # Where a page without a visit asks how the item is now.
        "sign_url": f"{base}/now",
        "poster_url": f"{base}/poster" if shown.has_poster else None,
        "tracks": _tracks(shown, base),
        "join_url": f"{base}/join",
        "room_is_open": shown.room_is_open,
    }
    return context | (_live(shown.live, base, live, now) if shown.live and live else {})


def _live(live: ShownLive, base: str, live_now: LiveNow, now: str) -> dict[str, Any]:
    return {
        "state": live_now.state,
        "is_rehearsal": live_now.is_rehearsal,
        "trouble": live_now.trouble,
        "has_begun": live.has_begun,
        "starts_at": live.starts_at,
        "now": now,
        "is_elsewhere": live.is_elsewhere,
        "folder": live.stream.folder if live.stream else None,
        "playlist_name": live.stream.playlist_name if live.stream else None,
        "playlist_url": live.playlist_url or f"{base}/live/{live_now.playlist_path}",
        # Leads to the playlist of a stream of ours whatever it is called by then.
        "usual_playlist_url": f"{base}/live/{choosing.USUAL_NAMES[0]}",
    }


def live_state(live: ShownLive, *, for_guests: bool) -> LiveState:
    return live.state_now(for_guests=for_guests, now=clock.utcnow())


def prepare_answer(shown: ShownMedia) -> None:
    """Lets the answer to this request, and no other, load what the player of a live session needs."""
    if shown.live is None:
        return
    # hls.js feeds the stream to the browser as a blob.
    security.allow_source("media-src", "blob:")
    address = web_addresses.read(shown.live.playlist_url or "")
    if address is not None:
        for directive in ("media-src", "connect-src"):
            security.allow_source(directive, shown.live.playlist_origins or address.origin)


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
