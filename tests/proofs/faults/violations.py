"""What people were told, held against what the database holds afterwards."""

from collections import Counter
from collections.abc import Iterator
from math import inf

from sqlalchemy import Engine, exists, func, not_, or_, select

from models.plumbing import database, keys
from models.tables import GuestEntry, GuestLink, GuestMembership, GuestSession, MediaItem
from tests.proofs.faults.owners import Did
from tests.proofs.faults.people import Journal

# Of what people have counted, that which must be nothing.
NEVER = (
    "5xx that is no 503",
    "5xx without Retry-After",
    "typed values lost",
    "gave up",
    "an owner gave up",
    "people who never ended",
)


def violations(bind: Engine, journal: Journal) -> dict[str, int]:
    """How often each promise was broken; only those that were."""
    found = Counter({name: journal.counted[name] for name in NEVER})
    found.update({name: times for name, times in journal.counted.items() if " refused by " in name})
    # Bytes are refused to a live visit by nothing that happens here.
    found["bytes refused to a connected guest"] = sum(
        times for status, times in journal.watched.items() if status not in {206, 200}
    )
    media = list(journal.did)
    found.update(_clicks(bind, media, journal))
    found.update(_halves(bind, media))
    found.update(_admissions(bind, media, journal))
    found.update(_owners_word(bind, journal))
    return {name: times for name, times in found.items() if times}


def _clicks(bind: Engine, media: list[int], journal: Journal) -> "Counter[str]":
    found: Counter[str] = Counter()
    entries = select(func.count(GuestEntry.id)).where(GuestEntry.link_id == GuestLink.id).scalar_subquery()
    present = (
        select(func.count(GuestSession.id))
        .where(GuestSession.link_id == GuestLink.id, GuestSession.epoch == GuestLink.access_epoch)
        .scalar_subquery()
    )
    since = select(GuestLink, entries, present).where(GuestLink.media_id.in_(media))
    with database.reading(bind) as db:
        rows = db.execute(since).all()
        total = sum(count for _, count, _ in rows)
    for link, count, sessions in rows:
        found["over-admission"] += max(0, count - (link.click_limit or count))
        found["clicks that are no entries"] += abs(link.clicks - count)
        never_ended = link.deleted_at is None and link.access_epoch == 1
        found["admissions without their session"] += abs(count - sessions) if never_ended else 0
    found["clicks beyond the forms sent"] += max(0, total - journal.counted["forms"])
    return found


def _halves(bind: Engine, media: list[int]) -> "Counter[str]":
    mine = select(GuestLink.id).where(GuestLink.media_id.in_(media))
    no_member = not_(exists().where(GuestMembership.session_id == GuestSession.id))
    count = select(func.count(GuestSession.id)).where(GuestSession.link_id.in_(mine), no_member)
    # Whoever entered in the link's present epoch, and has no session: half an admission.
    with database.reading(bind) as db:
        return Counter({"sessions without membership": db.scalars(count).one()})


def _admissions(bind: Engine, media: list[int], journal: Journal) -> "Counter[str]":
    found: Counter[str] = Counter()
    with database.reading(bind) as db:
        links = db.scalars(select(GuestLink).where(GuestLink.media_id.in_(media))).all()
        of_token = {link.token_hash: link for link in links}
        entered = set(db.scalars(select(GuestEntry.form_hash)))
    told = Counter(admitted.secret_hash for admitted in journal.admitted)
    found["one session told to two guests"] = sum(times - 1 for times in told.values())
    for admitted in journal.admitted:
        link = of_token[keys.digest(admitted.link.rsplit("/", 1)[1])]
        ends = list(_ends(journal.did[link.media_id], link.id))
        found["acknowledged admission lost"] += admitted.secret_hash not in entered
        # Asked and answered between the two: one that was asked just before "on" may well have been served after it.
        found["admitted after the off"] += any(told < admitted.began and admitted.told < on for _, told, on in ends)
        excused = any(began < (admitted.refused_at or inf) and told > admitted.began for began, told, _ in ends)
        found["page refused to an admitted guest"] += admitted.refused_at is not None and not excused
    return found


def _ends(did: list[Did], link_id: int) -> Iterator[tuple[float, float, float]]:
    """When this link was ended: asked for, acknowledged, and asked to work again."""
    for at, action in enumerate(did):
        if action.what == "off":
            yield action.began, action.told, next((later.began for later in did[at:] if later.what == "on"), inf)
        elif action.what == "delete" and action.link_id == link_id:
            yield action.began, action.told, inf


def _owners_word(bind: Engine, journal: Journal) -> "Counter[str]":
    """What was acknowledged to owners holds; and each off was one off, however often it was sent."""
    found: Counter[str] = Counter()
    with database.reading(bind) as db:
        for media_id, did in journal.did.items():
            item = db.get_one(MediaItem, media_id)
            offs = [action for action in did if action.what == "off"]
            acknowledged = sum(action.told < inf for action in offs)
            found["acknowledged off lost"] += max(0, acknowledged - (item.access_epoch - 1))
            found["an off that counted twice"] += max(0, item.access_epoch - 1 - len(offs))
            last = next((action for action in reversed(did) if action.what in {"on", "off"}), None)
            if last and last.told < inf:
                found["acknowledged switch lost"] += item.guest_access != (last.what == "on")
            gone = [action.link_id for action in did if action.what == "delete" and action.told < inf]
            back = select(func.count(GuestLink.id)).where(GuestLink.id.in_(gone), GuestLink.deleted_at.is_(None))
            found["acknowledged deletion lost"] += db.scalars(back).one()
            copies = or_(
                GuestLink.access_on != MediaItem.guest_access, GuestLink.access_epoch != MediaItem.access_epoch
            )
            torn = select(func.count(GuestLink.id)).join(MediaItem, MediaItem.id == GuestLink.media_id)
            torn = torn.where(MediaItem.id == media_id, GuestLink.deleted_at.is_(None), copies)
            found["a switch that reached half"] += db.scalars(torn).one()
    return found
