"""What owners and admins may ask of My media, All links, people and the audit log, for the tests of what it costs."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from models.links import all_links
from models.links.all_links import LinkSort, WantedLinks
from models.media import listing
from models.media.listing import Sort, Wanted, Whose
from models.people import finding
from models.plumbing.keyset import FEW, PageStart, Place
from models.site import audit_log
from models.tables import User
from tests.models.upkeep.conftest import SIZE
from tests.vocabulary.maker import NOW

Act = Callable[[Session], object]
# A page, and one more to know that there is a next one, of each of the tables that it names.
PAGE = 25
# The owner has ten items, and the large owner half of those of the site.
ADMIN, OWNER, LARGE = 1, 2, 3
PEOPLE = SIZE["items"] // 10
FIRST, LATE = PageStart(), {"item": PageStart(Place(5, 0, "item 95")), "link": PageStart(Place(5, 0, "link 95"))}


def items(wanted: Wanted, user_id: int, db: Session, start: PageStart = FIRST) -> object:
    """This page, and the one after it."""
    person = db.get_one(User, user_id)
    page = listing.media_of(db, person, wanted, start, now=NOW)
    return page.after and listing.media_of(db, person, wanted, PageStart(page.after), now=NOW)


def shared(user_id: int, db: Session) -> object:
    return listing.shared_with(db, db.get_one(User, user_id), now=NOW)


def links(wanted: WantedLinks, user_id: int, db: Session, start: PageStart = FIRST) -> object:
    person = db.get_one(User, user_id)
    page = all_links.links_found(db, person, wanted, start, now=NOW)
    return page.after and all_links.links_found(db, person, wanted, PageStart(page.after), now=NOW)


def people(typed: str, db: Session) -> object:
    return finding.found_users(db, 1, typed=typed)


def acts(db: Session, **wanted: Any) -> object:
    return audit_log.entries(db, audit_log.Wanted(**wanted), FIRST)


BY_TITLE, BY_END = Wanted(sort=Sort.TITLE), Wanted(sort=Sort.NEXT_END)
LINKS_BY_NAME, LINKS_BY_END = WantedLinks(sort=LinkSort.NAME), WantedLinks(sort=LinkSort.NEXT_END)
# One title has it: an item of the large owner. PostgreSQL finds it by its trigrams.
RARE = "item 29998"
# Each with the most rows that it may read of one table.
LISTS: dict[str, tuple[Act, int]] = {
    "items of an admin": (partial(items, listing.ANY, ADMIN), 4 * PAGE),
    "items of an admin by title": (partial(items, BY_TITLE, ADMIN), FEW + PAGE),
    "items of an admin by title, late ones": (partial(items, BY_TITLE, ADMIN, start=LATE["item"]), FEW + PAGE),
    # Each link is compared with the others of its item, and here hundreds end at the same instant.
    "items of an admin by end": (partial(items, BY_END, ADMIN), FEW + 40 * PAGE),
    "items of an admin, a search": (partial(items, Wanted(RARE), ADMIN), 12 * PAGE),
    "items of an admin, a search by title": (partial(items, Wanted(RARE, sort=Sort.TITLE), ADMIN), 12 * PAGE),
    "items of an admin, a search by end": (partial(items, Wanted(RARE, sort=Sort.NEXT_END), ADMIN), 12 * PAGE),
    "items of an admin, all found": (partial(items, Wanted("item", sort=Sort.NEXT_END), ADMIN), FEW + 40 * PAGE),
    "items of an owner": (partial(items, listing.ANY, OWNER), 12 * PAGE),
    "items of an owner by title": (partial(items, BY_TITLE, OWNER), 12 * PAGE),
    "items of an owner by end": (partial(items, BY_END, OWNER), 12 * PAGE),
    "items of an owner, a search": (partial(items, Wanted("item"), OWNER), 12 * PAGE),
    "items of a large owner": (partial(items, listing.ANY, LARGE), 12 * PAGE),
    "items of a large owner by title": (partial(items, BY_TITLE, LARGE), FEW + PAGE),
    "items of a large owner by title, late ones": (partial(items, BY_TITLE, LARGE, start=LATE["item"]), FEW + PAGE),
    "items of a large owner by end": (partial(items, BY_END, LARGE), FEW + 80 * PAGE),
    "items of a large owner, a search by end": (partial(items, Wanted(RARE, sort=Sort.NEXT_END), LARGE), 12 * PAGE),
    "items that others share": (partial(items, Wanted(whose=Whose.OTHERS), OWNER), 12 * PAGE),
    "items below the first page": (partial(shared, OWNER), 12 * PAGE),
    "links of an admin": (partial(links, all_links.ANY, ADMIN), 12 * PAGE),
    "links of an admin by name": (partial(links, LINKS_BY_NAME, ADMIN), 12 * PAGE),
    "links of an admin by name, late ones": (partial(links, LINKS_BY_NAME, ADMIN, start=LATE["link"]), 12 * PAGE),
    "links of an admin by end": (partial(links, LINKS_BY_END, ADMIN), 40 * PAGE),
    "links of an admin, all found": (partial(links, WantedLinks("link", sort=LinkSort.NAME), ADMIN), FEW + PAGE),
    "links of an owner": (partial(links, all_links.ANY, OWNER), 12 * PAGE),
    "links of an owner by name": (partial(links, LINKS_BY_NAME, OWNER), 12 * PAGE),
    "links of an owner by end": (partial(links, LINKS_BY_END, OWNER), 12 * PAGE),
    "links of an owner, a search": (partial(links, WantedLinks("link"), OWNER), 12 * PAGE),
    "links of an owner, a search by end": (
        partial(links, WantedLinks("link", sort=LinkSort.NEXT_END), OWNER),
        12 * PAGE,
    ),
    "links of a large owner": (partial(links, all_links.ANY, LARGE), FEW + 12 * PAGE),
    "links of a large owner by name": (partial(links, LINKS_BY_NAME, LARGE), FEW + 12 * PAGE),
    "links of a large owner by end": (partial(links, LINKS_BY_END, LARGE), FEW + 40 * PAGE),
    "people": (partial(people, ""), 4 * PAGE + 2),
    "people, a search": (partial(people, "person77@"), PEOPLE + 2),
    "the audit log": (acts, 4 * PAGE + 2),
    "the audit log, an act": (partial(acts, act="link_created"), 4 * PAGE + 2),
    "the audit log, an act of long ago": (partial(acts, act="look_changed"), 4 * PAGE + 2),
    "the audit log, a person": (partial(acts, user_id=5), 4 * PAGE + 2),
    "the audit log, an act that a person never did": (partial(acts, user_id=5, act="look_changed"), 4 * PAGE + 2),
    "the audit log, an item": (partial(acts, media_id=7), 4 * PAGE + 2),
    "the audit log, a link": (partial(acts, link_id=2), 4 * PAGE + 2),
}
