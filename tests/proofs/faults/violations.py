"""Compares what people were told with what is in the database afterwards."""

from collections import Counter
from collections.abc import Iterator
from math import inf

from sqlalchemy import Engine, exists, func, not_, or_, select

from models.plumbing import database, keys
from models.tables import GuestEntry, GuestLink, GuestMembership, GuestSession, MediaItem
from tests.proofs.faults.owners import Action
from tests.proofs.faults.people import Journal

# What must never happen.
NEVER = (
    "5xx other than 503",
    "5xx without Retry-After",
    "typed values lost",
    "gave up",
    "an owner gave up",
    "people who never ended",
)


def violations(bind: Engine, journal: Journal) -> dict[str, int]:
    """How often each promise was broken. A promise that was kept is not in it."""
    found = Counter({name: journal.counts[name] for name in NEVER})
    found.update({name: times for name, times in journal.counts.items() if " refused by " in name})
    # Nothing that owners do here ends the play right of a live visit.
    found["bytes refused to a connected guest"] = sum(
        times for status, times in journal.byte_statuses.items() if status not in {206, 200}
    )
    media = list(journal.actions)
    found.update(_wrong_clicks(bind, media, journal))
    found.update(_half_admissions(bind, media))
    found.update(_wrong_admissions(bind, media, journal))
    found.update(_lost_actions(bind, journal))
    return {name: times for name, times in found.items() if times}


def _wrong_clicks(bind: Engine, media: list[int], journal: Journal) -> Counter[str]:
    found: Counter[str] = Counter()
    entries = select(func.count(GuestEntry.id)).where(GuestEntry.link_id == GuestLink.id).scalar_subquery()
    present = (
        select(func.count(GuestSession.id))
        .where(GuestSession.link_id == GuestLink.id, GuestSession.epoch == GuestLink.access_epoch)
        .scalar_subquery()
    )
    links = select(GuestLink, entries, present).where(GuestLink.media_id.in_(media))
    with database.reading(bind) as db:
        rows = db.execute(links).all()
        total = sum(count for _, count, _ in rows)
    for link, count, sessions in rows:
        found["over-admission"] += max(0, count - (link.click_limit or count))
        found["clicks without an entry, or entries without a click"] += abs(link.clicks - count)
        never_ended = link.deleted_at is None and link.access_epoch == 1
        found["admissions without their session"] += abs(count - sessions) if never_ended else 0
    found["clicks beyond the forms sent"] += max(0, total - journal.counts["forms"])
    return found


def _half_admissions(bind: Engine, media: list[int]) -> Counter[str]:
    links = select(GuestLink.id).where(GuestLink.media_id.in_(media))
    no_member = not_(exists().where(GuestMembership.session_id == GuestSession.id))
    count = select(func.count(GuestSession.id)).where(GuestSession.link_id.in_(links), no_member)
    with database.reading(bind) as db:
        return Counter({"sessions without membership": db.scalars(count).one()})


def _wrong_admissions(bind: Engine, media: list[int], journal: Journal) -> Counter[str]:
    found: Counter[str] = Counter()
    with database.reading(bind) as db:
        links = db.scalars(select(GuestLink).where(GuestLink.media_id.in_(media))).all()
        by_token = {link.token_hash: link for link in links}
        entered = set(db.scalars(select(GuestEntry.form_hash)))
    told = Counter(admitted.secret_hash for admitted in journal.admitted)
    found["one session told to two guests"] = sum(times - 1 for times in told.values())
    for admitted in journal.admitted:
        link = by_token[keys.digest(admitted.link.rsplit("/", 1)[1])]
        ends = list(_ends(journal.actions[link.media_id], link.id))
        sent_at, refused_at = admitted.sent_at, admitted.refused_at
        found["acknowledged admission lost"] += admitted.secret_hash not in entered
        # Only if it was sent and answered while the link had ended. A later answer may have been made after "on".
        found["admitted by a link that had ended"] += any(
            ended < sent_at and admitted.answered_at < on for _, ended, on in ends
        )
        excused = any(asked < (refused_at or inf) and ended > sent_at for asked, ended, _ in ends)
        found["page refused to an admitted guest"] += refused_at is not None and not excused
    return found


def _ends(actions: list[Action], link_id: int) -> Iterator[tuple[float, float, float]]:
    """Each time that this link ended: when that was sent, when it was acknowledged, when turning on was sent next."""
    for at, action in enumerate(actions):
        if action.what == "off":
            on_again = next((later.sent_at for later in actions[at:] if later.what == "on"), inf)
            yield action.sent_at, action.answered_at, on_again
        elif action.what == "delete" and action.link_id == link_id:
            yield action.sent_at, action.answered_at, inf


def _lost_actions(bind: Engine, journal: Journal) -> Counter[str]:
    """What was acknowledged to owners must be done. Turning off must count once, however often it was sent."""
    found: Counter[str] = Counter()
    with database.reading(bind) as db:
        for media_id, actions in journal.actions.items():
            item = db.get_one(MediaItem, media_id)
            offs = [action for action in actions if action.what == "off"]
            acknowledged = sum(action.answered_at < inf for action in offs)
            found["acknowledged turning off lost"] += max(0, acknowledged - (item.access_epoch - 1))
            found["turning off that counted twice"] += max(0, item.access_epoch - 1 - len(offs))
            last = next((action for action in reversed(actions) if action.what in {"on", "off"}), None)
            if last and last.answered_at < inf:
                found["acknowledged switch lost"] += item.guest_access != (last.what == "on")
            gone = [action.link_id for action in actions if action.what == "delete" and action.answered_at < inf]
            back = select(func.count(GuestLink.id)).where(GuestLink.id.in_(gone), GuestLink.deleted_at.is_(None))
            found["acknowledged deletion lost"] += db.scalars(back).one()
            differs = or_(
                GuestLink.access_on != MediaItem.guest_access, GuestLink.access_epoch != MediaItem.access_epoch
            )
            half = select(func.count(GuestLink.id)).join(MediaItem, MediaItem.id == GuestLink.media_id)
            half = half.where(MediaItem.id == media_id, GuestLink.deleted_at.is_(None), differs)
            found["links that a switch did not reach"] += db.scalars(half).one()
    return found
