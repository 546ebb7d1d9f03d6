"""The entry page: what a link offers, and the form."""

from typing import Any, NamedTuple

from flask import request, url_for

from models.config.settings import settings
from models.media.shown_media import ShownMedia
from models.plumbing import clock
from models.tables.live_session import LiveState
from web.guest import form_ids
from web.guest.cookies import PreSession
from web.guest.forms import EntryForm, Wrong
from web.media.players import live_state
from web.pages import made_once
from web.pages.display import duration, when
from web.pages.made_once import Texts
from web.requests.guest_addresses import SOMEBODY_ELSE


class Same(NamedTuple):
    """What the page says besides the names and the texts that were typed."""

    kind: str
    live_state: LiveState | None
    retention_days: int
    notice: str | None
    wrong: Wrong


def entry_page(
    shown: ShownMedia,
    pre: PreSession,
    *,
    form: EntryForm | None = None,
    notice: str | None = None,
    instead_of: str | None = None,
) -> str:
    """With a new form, which keeps what was typed in the form that was sent, if one was. `form` says what is wrong in
    it. `instead_of`: see `somebody_else`."""
    live, typed = shown.live, request.form if request.method == "POST" else {}
    state = live_state(live, for_guests=True) if live else None
    texts = {
        "title": shown.title,
        "owner_name": shown.owner_name,
        "duration": duration(shown.duration),
        "starts": when(live.starts_at) if live and live.starts_at and not live.has_begun else None,
        "form_token": form_ids.new_value(pre, now=clock.utcnow()),
        "typed_name": typed.get("name"),
        "typed_email": typed.get("email"),
        "instead_of": instead_of,
        "token": pre.token,
    }
    same = Same(shown.kind, state, settings().retention_days, notice, form.wrong() if form else ())
    return made_once.page("guest/entry.html", _context, same, texts)


def _context(same: Same, texts: Texts) -> dict[str, Any]:
    form = EntryForm.to_show(texts["form_token"], texts["typed_name"], texts["typed_email"], same.wrong)
    language_url = url_for("localizing.choose_for_guest", token=texts["token"])
    if texts["instead_of"]:
        # Otherwise somebody else who chooses a language would come to the page of the guest before.
        language_url = f"{language_url}?{SOMEBODY_ELSE}=1"
    return {**texts, **same._asdict(), "form": form, "language_url": language_url}
