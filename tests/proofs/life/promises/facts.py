"""The facts: all that people could notice, as the model says, and as the product says."""

from typing import Any

from sqlalchemy.orm import Session

from models.errors import NoRight
from models.guests import playing, visiting
from models.guests.visiting import Guest
from models.links import listing as link_listing
from models.media import showing
from models.site import modules
from models.tables import MediaItem
from tests.proofs.life.model import Life
from tests.proofs.life.world.world import World
from tests.vocabulary.maker import SESSION_DAYS

Row = dict[str, Any]
Dump = dict[str, dict[Any, Row]]
Facts = dict[tuple[str, int], Any]


def facts_of_life(world: World, life: Life) -> Facts:
    """As the model says. `world` has only the names of things: files, and the hashes of forms."""
    # The status of a link does not tell which module is off.
    facts: Facts = {("modules", 0): dict(life.modules)}
    for number, item in enumerate(life.items):
        missing = None if item.deleted else item.missing
        facts["item", number] = (item.access, item.deleted, missing, item.views, item.plays)
    for number, link in enumerate(life.links):
        hashes = tuple(world.forms[form].hash for form in link.forms)
        fields = link.limit, link.starts_at, link.expires_at, link.ended_at
        facts["link", number] = (life.status(number), link.deleted, life.connected(number), hashes, fields)
    for form, guest in life.guests.items():
        person = (None, None) if guest.erased else (guest.name, guest.email)
        facts["guest", form] = (*person, life.may_load(form), None if life.is_over(form) else guest.last_load)
    for number, visit in enumerate(life.visits):
        file = world.files[life.item_number(visit)] if life.may_play(visit) else None
        facts["visit", number] = (file, visit.seen if life.is_live(visit) else None)
    return facts


def facts_of_site(world: World, life: Life, dump: Dump) -> Facts:
    """As the product says. `life` tells which guests and visits are over, because their times are not compared."""
    return dict(world.read(lambda db: _facts(db, world, life, dump)))


def _facts(db: Session, world: World, life: Life, dump: Dump) -> Facts:
    entries = sorted(dump["guest_entry"].values(), key=lambda entry: entry["ordinal"])
    sessions = {row["secret_hash"]: row for row in dump["guest_session"].values()}
    visits = {row["key"]: row for row in dump["visit"].values()}
    return {
        ("modules", 0): {name: module.enabled for name, module in modules.modules(db).items()},
        **_items(db, world),
        **_links(db, world, entries),
        **_guests(db, world, life, entries, sessions),
        **_visits(db, world, life, visits),
    }


def _items(db: Session, world: World) -> Facts:
    facts: Facts = {}
    for number, media_id in enumerate(world.items):
        item = db.get_one(MediaItem, media_id)
        missing = None if item.deleted_at else item.missing_since is not None
        counts = showing.views_and_plays(db, item)
        facts["item", number] = (item.guest_access, item.deleted_at is not None, missing, *counts)
    return facts


def _links(db: Session, world: World, entries: list[Row]) -> Facts:
    facts: Facts = {}
    for number, link in enumerate(world.links):
        listed = link_listing.link_by_id(db, link.id, now=world.now)
        hashes = tuple(entry["form_hash"] for entry in entries if entry["link_id"] == link.id)
        row = listed.link
        fields = row.click_limit, row.starts_at, row.expires_at, row.ended_at
        facts["link", number] = (listed.status, row.deleted_at is not None, listed.connected, hashes, fields)
    return facts


def _guests(db: Session, world: World, life: Life, entries: list[Row], sessions: dict[str, Row]) -> Facts:
    facts: Facts = {}
    for entry in entries:
        form = next(number for number, form in enumerate(world.forms) if form.hash == entry["form_hash"])
        may_load = visiting.may_load(db, guest_of(world, form), now=world.now, session_days=SESSION_DAYS)
        session = sessions.get(entry["form_hash"])
        last_load = session["last_load_at"] if session and form in life.guests and not life.is_over(form) else None
        facts["guest", form] = (entry["name"], entry["email"], may_load, last_load)
    return facts


def _visits(db: Session, world: World, life: Life, rows: dict[str, Row]) -> Facts:
    facts: Facts = {}
    for number, key in enumerate(world.visits):
        file = None
        if number < len(life.visits) and key in rows:
            file = playable_file(db, world, guest_of(world, life.visits[number].form), key)
        is_live = number < len(life.visits) and life.is_live(life.visits[number])
        facts["visit", number] = (file, rows[key]["last_seen_at"] if is_live and key in rows else None)
    return facts


def guest_of(world: World, form: int, link: int | None = None) -> Guest:
    """The guest with the cookie of this form, at its link or at another one."""
    link = world.forms[form].link if link is None else link
    return Guest(world.links[link].token_hash, world.forms[form].hash)


def playable_file(db: Session, world: World, guest: Guest, key: str) -> str | None:
    """The file that this guest may play in this visit."""
    try:
        return playing.file_for(db, guest, key, "video", now=world.now)[0].stored_name
    except NoRight:
        return None
