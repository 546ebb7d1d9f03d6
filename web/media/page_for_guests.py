"""The media page that guests see. An owner's preview shows the same page (contract 3.25, 4.13)."""

from typing import Any, NamedTuple

from flask import render_template, url_for

from models.media.shown_media import ShownMedia
from models.plumbing import clock
from models.plumbing.collating import sort_key
from web.media import players
from web.media.players import LiveNow
from web.pages import made_once
from web.pages.display import page_language
from web.pages.made_once import Texts

TEMPLATE = "guest/media.html"


class Seen(NamedTuple):
    """What all guests see alike at this moment."""

    shown: ShownMedia
    # None unless it is a live session.
    live: LiveNow | None

    @classmethod
    def of(cls, shown: ShownMedia) -> "Seen":
        return cls(shown, players.live_now(shown, for_guests=True))


def page_for_guests(shown: ShownMedia, token: str, visit_key: str, of_guest: Texts) -> str:
    """`of_guest`: `guest_name`, the `place` where they stopped, and the `guest_mark` by which a tab knows them."""
    players.prepare_answer(shown)
    texts = {"token": token, "visit_key": visit_key, "now": _now(), **of_guest}
    return made_once.page(TEMPLATE, _of_visit, Seen.of(shown), texts)


def preview_for_owner(shown: ShownMedia, item_url: str, *, guest_name: str) -> str:
    players.prepare_answer(shown)
    context = _context(Seen.of(shown), item_url, {"guest_name": guest_name, "now": _now()})
    return render_template(TEMPLATE, **context, preview=True)


def _now() -> str:
    return clock.utcnow().isoformat()


def _of_visit(seen: Seen, texts: Texts) -> dict[str, Any]:
    visit_url = url_for("playing.visit", token=texts["token"], key=texts["visit_key"])
    language_url = url_for("localizing.choose_for_guest", token=texts["token"])
    entry_url = url_for("guest.page", token=texts["token"])
    addresses = {"visit_url": visit_url, "language_url": language_url, "entry_url": entry_url}
    return {**_context(seen, visit_url, texts), **addresses, "guest_mark": texts.get("guest_mark")}


def _context(seen: Seen, base: str, texts: Texts) -> dict[str, Any]:
    """`base` is the address below which the bytes are sent: that of the visit, or for a preview that of the item."""
    shown, now = seen.shown, texts["now"] or ""
    return {
        "title": shown.title,
        "description": shown.description,
        "tags": sorted(shown.tags, key=lambda tag: sort_key(tag, page_language())),
        "owner_name": shown.owner_name,
        "date": shown.created_at,
        "guest_name": texts["guest_name"],
        "base": base,
        "player": players.player(shown, base, seen.live, now=now) | {"place": texts.get("place")},
    }
