"""My media: the items that a person may edit, the items that others share, and notices."""

from datetime import datetime
from enum import StrEnum

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_required
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from models.config.settings import settings
from models.links import notices as link_notices
from models.media import listing, permitting
from models.media.listing import Card, Sort, Wanted, Whose
from models.media.preparing import failures_of, preparing_of_all
from models.plumbing import clock, database
from models.tables import User
from models.tables.media_item import Kind
from web.account.login import signed_in_user
from web.owner.library import facts
from web.owner.library.notices import failure_text, notice_text
from web.pages.display import KIND_TEXTS, duration
from web.pages.forms import ActionForm
from web.pages.sizes import readable_size
from web.requests import searching
from web.requests.searching import ListAddress

blueprint = Blueprint("owner_my_media", __name__, template_folder="../templates")


class Access(StrEnum):
    ON = "on"
    OFF = "off"


@blueprint.get("/")
def home() -> BaseResponse:
    return redirect(url_for(".page" if current_user.is_authenticated else "account.sign_in"))


@blueprint.get("/media")
@login_required
def page() -> str:
    user, now, wanted = signed_in_user(), clock.utcnow(), _wanted()
    start = searching.page_start(is_time=wanted.sort == Sort.NEXT_END)
    with database.reading() as db:
        media = listing.media_of(db, user, wanted, start, now=now)
        # What others share stands below the first page only.
        has_shared = start.place is None and wanted.whose is None and wanted.access is None
        shared = listing.shared_with(db, user, wanted, now=now) if has_shared else None
        on_cards = _on_cards(db, [*media.rows, *(shared.rows if shared else [])], now)
        notices, failures = ([], []) if wanted.is_narrowed or start.place else _happened(db, user)
        may_invite = permitting.may_invite(db, user)
    return render_template(
        "owner/my_media.html",
        media=media,
        rows_per_page=listing.ITEMS_PER_PAGE,
        shared=shared,
        wanted=wanted,
        is_empty=not media.rows and not wanted.is_narrowed and start.place is None,
        address=ListAddress("owner_my_media.page", _asked(wanted)),
        filters=_filters(),
        **on_cards,
        may_upload=permitting.may_upload(user),
        largest_bytes=settings().upload_bytes,
        largest=readable_size(settings().upload_bytes),
        action_form=ActionForm(formdata=None),
        notices=notices,
        failures=failures,
        may_invite=may_invite,
    )


def _on_cards(db: Session, cards: list[Card], now: datetime) -> dict[str, object]:
    """What the page asks for by the id of an item."""
    return {
        "facts": {card.item.id: facts.of_card(card, now) for card in cards},
        "lengths": {card.item.id: duration(card.duration) for card in cards},
        "preparing": preparing_of_all(db, [card.item.id for card in cards]),
    }


def _wanted() -> Wanted:
    access = searching.chosen("access", Access)
    return Wanted(
        searching.typed_words(),
        searching.chosen("kind", Kind),
        None if access is None else access == Access.ON,
        searching.chosen("whose", Whose),
        searching.chosen("sort", Sort) or Sort.NEWEST,
    )


def _asked(wanted: Wanted) -> dict[str, str]:
    """The opposite of `_wanted`: values for an address. A default is an empty text."""
    access = "" if wanted.access is None else Access.ON if wanted.access else Access.OFF
    sort = "" if wanted.sort == Sort.NEWEST else wanted.sort
    return {
        "q": wanted.words,
        "kind": wanted.kind or "",
        "access": access,
        "whose": wanted.whose or "",
        "sort": sort,
    }


def _filters() -> list[tuple[str, str, list[tuple[str, object]]]]:
    kinds = list(KIND_TEXTS.items())
    return [
        ("kind", _("Kind"), [("", _("All")), *kinds]),
        ("access", _("Guest access"), [("", _("All")), (Access.ON, _("On")), (Access.OFF, _("Off"))]),
        ("whose", _("Whose"), [("", _("All")), (Whose.MINE, _("Mine")), (Whose.OTHERS, _("Shared with me"))]),
        ("sort", _("Sort by"), [("", _("Newest")), (Sort.TITLE, _("Title")), (Sort.NEXT_END, _("Next end"))]),
    ]


def _happened(db: Session, user: User) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    notices = [{"id": notice.id, "text": notice_text(notice)} for notice in link_notices.notices_of(db, user)]
    return notices, [{"id": failed.media_id, "text": failure_text(failed)} for failed in failures_of(db, user)]
