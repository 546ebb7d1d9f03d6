"""All links: every link of a person's items, of an admin the site's, and ending or deleting many at once (contract
4.52)."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from models.links import all_links
from models.links.all_links import LinkSort, WantedLinks
from models.links.listing import ListedLink
from models.media import permitting
from models.plumbing import clock, database
from models.plumbing.row_ids import row_id
from models.tables import GuestLink
from models.tables.guest_link import LinkStatus
from web.account.login import signed_in_user
from web.account.noting import note
from web.owner.guests.doing import doing
from web.owner.links.connected_guests import what_goes_on, who_is_stopped, who_stays
from web.owner.links.shown_link import shown_link
from web.pages.confirming import confirmation
from web.pages.display import STATUS_TEXTS
from web.pages.forms import ActionForm
from web.pages.submitting import submitted_action
from web.requests import searching
from web.requests.searching import ListAddress

blueprint = Blueprint("owner_all_links", __name__, url_prefix="/links", template_folder="../templates")

NOT_LISTED = {LinkStatus.DELETED}


@blueprint.get("")
@login_required
def page() -> str:
    user, now, wanted = signed_in_user(), clock.utcnow(), _wanted()
    start = searching.page_start(is_time=wanted.sort == LinkSort.NEXT_END)
    with database.reading() as db:
        links = all_links.links_found(db, user, wanted, start, now=now)
        are_links_on = permitting.are_links_on(db)
    rows = [(shown_link(row, now, are_links_on=are_links_on), row.link.media) for row in links.rows]
    return render_template(
        "owner/all_links.html",
        links=links,
        rows_per_page=all_links.LINKS_PER_PAGE,
        rows=rows,
        wanted=wanted,
        address=_address(),
        filters=_filters(),
        is_empty=not rows and not wanted.words and wanted.status is None and start.place is None,
    )


@blueprint.get("/confirm")
@login_required
def confirm() -> str | Response:
    """Asks before it is done. `link` is the id of each link that was chosen."""
    act = request.args.get("do", "")
    if act not in {"end", "delete"}:
        raise BadRequest
    ids, now = _ids(request.args.getlist("link")), clock.utcnow()
    with database.reading() as db:
        rows = all_links.links_among(db, signed_in_user(), ids, now=now)
        text = f"{_what_happens(db, act, rows)} {_whose(rows)}".strip() if rows else ""
        are_links_on = permitting.are_links_on(db)
    back = _address().url()
    if not rows:
        flash(_("Choose at least one link."), "refused")
        return redirect(back, 303)
    hidden = {"do": act, "links": " ".join(str(row.link.id) for row in rows)}
    number, label = len(rows), _("End now") if act == "end" else _("Delete")
    heading = ngettext("Delete %(num)s link?", "Delete %(num)s links?", number)
    if act == "end":
        heading = ngettext("End %(num)s link now?", "End %(num)s links now?", number)
    links = [(shown_link(row, now, are_links_on=are_links_on), row.link.media.title) for row in rows]
    return confirmation(heading, text, label, hidden, back, links=links)


@blueprint.post("")
@login_required
def change() -> Response:
    change_links = submitted_action({"end": _end, "delete": _delete})
    ActionForm().require_valid()
    change_links(_ids(request.form.get("links", "").split()))
    return redirect(_address().url(), 303)


def _end(ids: list[int]) -> None:
    with database.writing() as db:
        ended = all_links.end_links(db, signed_in_user(), ids, now=clock.utcnow())
        _note(db, "link_ended", ended)
    told = ngettext("%(num)s link has ended.", "%(num)s links have ended.", len(ended))
    flash(told if ended else _("These links have already ended or been deleted."))


def _delete(ids: list[int]) -> None:
    with database.writing() as db:
        deleted = all_links.delete_links(db, signed_in_user(), ids, now=clock.utcnow())
        _note(db, "link_deleted", deleted)
    told = ngettext("%(num)s link was deleted.", "%(num)s links were deleted.", len(deleted))
    flash(told if deleted else _("These links have already been deleted."))


def _note(db: Session, act: str, links: list[GuestLink]) -> None:
    for link in links:
        note(db, act, media_id=link.media_id, link_id=link.id, detail=link.name)


def _what_happens(db: Session, act: str, rows: list[ListedLink]) -> str:
    connected = sum(row.connected for row in rows)
    # If guests are here, the sentence is about their links only.
    what = doing({row.link.media.kind for row in rows if row.connected or not connected})
    if act == "delete":
        gone = ngettext("%(num)s link will never work again.", "%(num)s links will never work again.", len(rows))
        return f"{gone} {who_stays(what, connected)}".strip()
    goes_on = dict.fromkeys(what_goes_on(db, each) for each in {row.link.media for row in rows})
    stopped = who_is_stopped(what, connected, links=len(rows))
    return " ".join(sentence for sentence in (stopped, *goes_on) if sentence)


def _whose(rows: list[ListedLink]) -> str:
    """An admin sees the links of all people."""
    others = sum(row.link.media.owner_id != signed_in_user().id for row in rows)
    theirs = ngettext("%(num)s of them belongs to somebody else.", "%(num)s of them belong to somebody else.", others)
    return theirs if others else ""


def _ids(texts: list[str]) -> list[int]:
    return [number for text in texts[: all_links.MOST_AT_ONCE] if (number := row_id(text)) is not None]


def _wanted() -> WantedLinks:
    status, sort = searching.chosen("status", LinkStatus), searching.chosen("sort", LinkSort)
    return WantedLinks(searching.typed_words(), None if status in NOT_LISTED else status, sort or LinkSort.NEWEST)


def _address() -> ListAddress:
    wanted = _wanted()
    sort = "" if wanted.sort == LinkSort.NEWEST else wanted.sort
    return ListAddress("owner_all_links.page", {"q": wanted.words, "status": wanted.status or "", "sort": sort})


def _filters() -> list[tuple[str, str, list[tuple[str, object]]]]:
    statuses = [(status, words) for status, words in STATUS_TEXTS.items() if status not in NOT_LISTED]
    orders = [("", _("Newest")), (LinkSort.NEXT_END, _("Next end")), (LinkSort.NAME, _("Link name"))]
    return [("status", _("Status"), [("", _("All")), *statuses]), ("sort", _("Sort by"), orders)]
