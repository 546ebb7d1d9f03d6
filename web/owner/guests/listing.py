"""The page of guests, of a link or of an item (contract 4.48)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from models.guests import finding
from models.guests.finding import Asked, Order, Status
from models.guests.totals import totals
from models.plumbing import clock, database
from models.plumbing.row_ids import row_id
from web.owner.guests.doing import how_long
from web.owner.guests.owned import Owned, owned
from web.requests.paging import page_number
from web.requests.searching import chosen, typed_words

# In the address of a question: the guest was listed on the page of the link.
FROM_LINK = "of-link"


@dataclass(frozen=True)
class GuestsAddress:
    """The address of this list as it is shown, with what was asked for (`_searching.html`)."""

    these: Owned
    asked: Mapping[str, str]

    def url(self, **changes: object) -> str:
        """With other values. A change of filter or order leads to the first page."""
        values = {name: value for name, value in {**self.asked, **changes}.items() if value}
        return address_of(self.these, **values)

    def kept(self, page: int) -> dict[str, object]:
        """For the address of a question about a guest on this page: `way_back` finds it there."""
        here = {"page": page if page > 1 else None, FROM_LINK: 1 if self.these.link else None}
        return {name: value for name, value in {**self.asked, **here}.items() if value}


def page_of_guests(media_id: int, link_id: int | None = None) -> str:
    number, asked = page_number(), _asked()
    with database.reading() as db:
        these = owned(db, media_id, link_id)
        now = clock.utcnow()
        guests = finding.guests(db, these.whose, asked, page=number, now=now)
        all_guests = totals(db, these.whose, now=now)
    return render_template(
        "owner/guests.html",
        media=these.media,
        link=these.link,
        guests=guests,
        totals=all_guests,
        is_all=asked.is_all,
        address=_address(these, asked),
        filters=_filters(these.media.kind),
        how_long=how_long(these.media.kind),
        newest_url=address_of(these),
        file_url=lambda ending: f"{address_of(these)}.{ending}",
    )


def way_back(of_link: Owned) -> str:
    """From a question about a guest of this link: the list that led there, as it was."""
    these, asked = of_link if FROM_LINK in request.args else Owned(of_link.media), _asked()
    # Those who are here now become fewer, and there may be no such page any more.
    page = None if asked.status == Status.HERE_NOW else row_id(request.args.get("page", ""))
    return _address(these, asked).url(page=page)


def _asked() -> Asked:
    return Asked(typed_words(), chosen("status", Status) or Status.ALL, chosen("sort", Order) or Order.ENTERED)


def _address(these: Owned, asked: Asked) -> GuestsAddress:
    """What is shown without asking stands in no address."""
    status = "" if asked.status == Status.ALL else asked.status.value
    sort = "" if asked.order == Order.ENTERED else asked.order.value
    return GuestsAddress(these, {"q": asked.typed, "status": status, "sort": sort})


def _filters(kind: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    statuses = [("", _("All")), (Status.HERE_NOW.value, _("Here now")), (Status.REMOVED.value, _("Removed"))]
    orders = [("", _("Newest")), (Order.NAME.value, _("Name")), (Order.WATCHED.value, how_long(kind).most)]
    return [("status", _("Status"), statuses), ("sort", _("Sort by"), orders)]


def address_of(these: Owned, **arguments: object) -> str:
    values: dict[str, Any] = {"media_id": these.media.id, **arguments}
    if these.link is None:
        return url_for("owner_guests.who_entered", **values)
    return url_for("owner_link_guests.guests", link_id=these.link.id, **values)
