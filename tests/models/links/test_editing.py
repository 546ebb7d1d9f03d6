"""Editing a link: what is judged, what is written, and how an ended link lives again (contract 2.52, 2.56)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from models.errors import ChangedMeanwhile, DoesNotAdmit, Invalid, NotFound
from models.links import ending
from models.links.editing import Effects, LinkFields, edit_link, effects_of, fields_of
from models.links.expiring import deactivate_links, expire_links
from models.plumbing import database
from models.tables import GuestEntry, GuestLink, MediaItem, Module, Notice
from models.tables.module import INVITETOMEDIA
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker, after

DAY = timedelta(days=1)


def row(maker: Maker, link: GuestLink) -> GuestLink:
    with database.reading(maker.bind) as db:
        return db.get_one(GuestLink, link.id)


def shown(maker: Maker, link: GuestLink) -> LinkFields:
    return fields_of(row(maker, link))


def edit(maker: Maker, link: GuestLink, *, now: datetime = NOW, **changes: Any) -> GuestLink:
    """What an owner does who opens the form, changes these fields and saves."""
    fields = shown(maker, link)
    edited: GuestLink = acts.do(maker, edit_link, link.id, shown=fields, wanted=replace(fields, **changes), now=now)
    return edited


def refused(maker: Maker, link: GuestLink, *, now: datetime = NOW, **changes: Any) -> tuple[str, str]:
    before = shown(maker, link)
    with pytest.raises(Invalid) as refusal:
        edit(maker, link, now=now, **changes)
    assert shown(maker, link) == before
    return refusal.value.field, str(refusal.value)


def epoch_of_item(maker: Maker, link: GuestLink) -> int:
    with database.reading(maker.bind) as db:
        return db.get_one(MediaItem, link.media_id).access_epoch


def end(maker: Maker, link: GuestLink, *, now: datetime = NOW) -> None:
    acts.do(maker, ending.end_link, link.id, now=now)


def test_only_the_fields_that_were_changed_are_written_and_the_address_stays(maker: Maker) -> None:
    link = maker.link(clicks=5, days=7)
    other = maker.link(link.media_id, days=7)
    edited = edit(maker, link, name="Ünother name")
    with database.reading(maker.bind) as db:
        assert db.scalar(select(GuestLink.folded).where(GuestLink.id == link.id)) == "unother name"
    assert fields_of(edited) == LinkFields("Ünother name", 5, None, NOW + 7 * DAY)
    assert (edited.token_hash, edited.access_epoch) == (link.token_hash, link.access_epoch)
    assert shown(maker, other) == fields_of(other)


def test_a_field_that_is_not_changed_is_not_judged(maker: Maker) -> None:
    """Its end has passed long ago, and its name can be changed all the same. It does not live again."""
    link = maker.link(days=1)
    later = NOW + 30 * DAY
    assert edit(maker, link, now=later, name="Over").name == "Over"
    assert acts.status(maker, link, now=later) == "expired"
    assert epoch_of_item(maker, link) == 1


def test_a_field_that_somebody_else_has_changed_meanwhile_is_not_overwritten(maker: Maker) -> None:
    link = maker.link(clicks=5)
    opened = shown(maker, link)
    edit(maker, link, clicks=9)
    with pytest.raises(ChangedMeanwhile):
        acts.do(maker, edit_link, link.id, shown=opened, wanted=replace(opened, clicks=7, name="Mine"))
    assert shown(maker, link) == replace(opened, clicks=9)
    # The other field can be saved, and what both want is saved already.
    acts.do(maker, edit_link, link.id, shown=opened, wanted=replace(opened, name="Mine"))
    acts.do(maker, edit_link, link.id, shown=opened, wanted=replace(opened, clicks=9))
    assert shown(maker, link) == replace(opened, clicks=9, name="Mine")


def test_an_end_that_somebody_else_has_said_meanwhile_is_not_taken_away(maker: Maker) -> None:
    link = maker.link(days=1)
    opened = shown(maker, link)
    end(maker, link, now=after(1))
    with pytest.raises(ChangedMeanwhile):
        acts.do(maker, edit_link, link.id, shown=opened, wanted=replace(opened, ends_at=NOW + 8 * DAY), now=after(2))
    assert acts.status(maker, link, now=after(2)) == "expired"


@pytest.mark.parametrize("number", [-1, 0, 1, 2])
def test_a_limit_below_the_clicks_spent_is_refused_with_their_number(maker: Maker, number: int) -> None:
    link = maker.link(clicks=5)
    for _ in range(3):
        maker.enter(link)
    words = "Number of clicks must be 3 or more: 3 have been used"
    assert refused(maker, link, clicks=number) == ("clicks", words)


def test_the_clicks_spent_are_the_lowest_limit_and_nobody_enters_then(maker: Maker) -> None:
    link = maker.link(clicks=5)
    guests = [maker.enter(link) for _ in range(3)]
    assert edit(maker, link, clicks=3).click_limit == 3
    assert acts.status(maker, link) == "limit_reached"
    with pytest.raises(DoesNotAdmit):
        maker.enter(link)
    assert all(acts.load(maker, guest) for guest in guests)


def test_a_limit_of_an_unspent_link_is_one_or_more(maker: Maker) -> None:
    link = maker.link(clicks=5)
    assert refused(maker, link, clicks=0) == ("clicks", "Number of clicks must be 1 or more")
    assert refused(maker, link, clicks=1_000_001) == ("clicks", "Number of clicks must be 1,000,000 or fewer")
    assert edit(maker, link, clicks=None).click_limit is None
    assert edit(maker, link, clicks=1).click_limit == 1


def test_raising_the_limit_keeps_the_guests_and_admits_new_ones(maker: Maker) -> None:
    link = maker.link(clicks=1, days=7)
    guest = maker.enter(link)
    acts.sweep(maker, now=after(1))
    assert row(maker, link).limit_recorded_at == after(1)
    edited = edit(maker, link, clicks=2, now=after(2))
    assert (edited.limit_recorded_at, edited.access_epoch, epoch_of_item(maker, link)) == (None, 1, 1)
    assert acts.load(maker, guest, now=after(3))
    newcomer = maker.enter(link, now=after(4))
    assert acts.load(maker, newcomer, now=after(4))
    with database.reading(maker.bind) as db:
        entries = db.execute(select(GuestEntry.ordinal, GuestEntry.click_limit).order_by(GuestEntry.ordinal)).all()
        assert [tuple(entry) for entry in entries] == [(1, 1), (2, 2)]
    # Reached again, it is recorded and told again.
    assert acts.sweep(maker, now=after(5))["deactivate_links"] == [link.id]


def test_a_raise_to_unlimited_admits_too(maker: Maker) -> None:
    link = maker.link(clicks=1)
    maker.enter(link)
    edit(maker, link, clicks=None)
    maker.enter(link)
    assert row(maker, link).clicks == 2


@pytest.mark.parametrize(("seconds", "allowed"), [(-1, False), (0, False), (1, True)])
def test_a_new_end_is_in_the_future(maker: Maker, seconds: int, allowed: bool) -> None:
    link = maker.link(days=7)
    if allowed:
        assert edit(maker, link, ends_at=after(seconds)).expires_at == after(seconds)
        assert acts.status(maker, link, now=after(seconds)) == "expired"
    else:
        assert refused(maker, link, ends_at=after(seconds)) == ("ends_at", "The end must be in the future")


@pytest.mark.parametrize(("seconds", "allowed"), [(-1, False), (0, False), (1, True)])
def test_the_end_is_after_the_start(maker: Maker, seconds: int, allowed: bool) -> None:
    link = maker.link(days=7)
    start = NOW + DAY
    later = start + timedelta(seconds=seconds)
    if allowed:
        edited = edit(maker, link, starts_at=start, ends_at=later)
        assert (edited.starts_at, edited.expires_at) == (start, later)
        # Moving the start alone is judged too, and does not move the end.
        assert refused(maker, link, starts_at=later) == ("starts_at", "The end must be after the start")
        assert edit(maker, link, starts_at=None).expires_at == later
    else:
        words = "The end must be after the start"
        assert refused(maker, link, starts_at=start, ends_at=later) == ("ends_at", words)


def test_a_start_keeps_guests_out_until_it_comes_and_their_sessions_for_then(maker: Maker) -> None:
    link = maker.link()
    guest = maker.enter(link)
    key = acts.watch(maker, guest)
    edit(maker, link, starts_at=after(100), now=after(1))
    # A loaded page plays on.
    assert acts.plays(maker, guest, key, now=after(2))
    for seconds, status in ((99, "not_yet"), (100, "active"), (101, "active")):
        assert acts.status(maker, link, now=after(seconds)) == status
        assert bool(acts.load(maker, guest, now=after(seconds))) is (status == "active")
    maker.enter(link, now=after(100))


def test_instants_that_no_calendar_can_show_are_refused(maker: Maker) -> None:
    link = maker.link()
    words = "Enter a date and time, like 31 December 2026, 18:00"
    for field in ("starts_at", "ends_at"):
        assert refused(maker, link, **{field: datetime(9999, 12, 31, tzinfo=UTC)}) == (field, words)
    assert refused(maker, link, starts_at=datetime(1, 1, 1, tzinfo=UTC)) == ("starts_at", words)


def test_the_largest_values_of_the_admin_bind_and_days_count_from_now(maker: Maker) -> None:
    link = maker.link(clicks=5, days=1)
    with database.writing(maker.bind) as db:
        db.execute(update(Module).where(Module.name == INVITETOMEDIA).values(most_clicks=10, most_days=7))
    assert refused(maker, link, clicks=11) == ("clicks", "Number of clicks must be 10 or fewer")
    assert refused(maker, link, clicks=None)[0] == "clicks"
    assert refused(maker, link, ends_at=None) == ("ends_at", "Enter an end: links on this site must end")
    now = NOW + timedelta(hours=12)
    late = refused(maker, link, ends_at=now + 7 * DAY + timedelta(seconds=1), now=now)
    assert late == ("ends_at", "The end must be 7 days from now or sooner")
    assert edit(maker, link, ends_at=now + 7 * DAY, clicks=10, now=now).expires_at == now + 7 * DAY
    # What is beyond them already stays while it is not changed.
    with database.writing(maker.bind) as db:
        db.execute(update(Module).where(Module.name == INVITETOMEDIA).values(most_clicks=1, most_days=1))
    assert edit(maker, link, name="Another").click_limit == 10


@pytest.mark.parametrize("swept", [False, True])
@pytest.mark.parametrize("ended", [False, True])
def test_a_revived_link_admits_anew_and_takes_no_guest_from_another(maker: Maker, swept: bool, ended: bool) -> None:
    """By the clock or by its owner, and whether the workflow of the end is done or not."""
    link = maker.link(days=1)
    other = maker.link(link.media_id)
    old, stranger = maker.enter(link), maker.enter(other)
    if ended:
        end(maker, link, now=after(1))
    over = NOW + DAY
    for _ in range(3 if swept else 0):
        acts.sweep(maker, now=over)
    assert acts.groups(maker) == ({other.id} if swept else {link.id, other.id})
    edited = edit(maker, link, ends_at=over + DAY, now=over)
    assert (edited.expires_at, edited.ended_at, edited.expiry_recorded_at) == (over + DAY, None, None)
    assert (edited.access_epoch, epoch_of_item(maker, link), row(maker, other).access_epoch) == (2, 2, 1)
    assert acts.groups(maker) == {link.id, other.id}
    assert acts.load(maker, old, now=over) is None
    assert acts.load(maker, stranger, now=over)
    new = maker.enter(link, now=over)
    for seconds in range(1, 40, 10):
        acts.sweep(maker, now=over + timedelta(seconds=seconds))
    assert acts.sessions(maker) == {stranger.session_hash, new.session_hash}
    assert acts.load(maker, new, now=over + timedelta(minutes=1))
    assert all(workflow.state == "done" for workflow in acts.workflows(maker))
    # It expires again at its new end, and this is recorded again.
    assert acts.sweep(maker, now=over + DAY)["expire_links"] == [link.id]


def test_a_link_lives_from_the_instant_of_its_revival_and_was_dead_a_second_before(maker: Maker) -> None:
    link = maker.link(days=1)
    guest = maker.enter(link)
    over = NOW + DAY
    assert acts.load(maker, guest, now=over - timedelta(seconds=1))
    before = over - timedelta(seconds=1)
    # Not expired yet: its end is moved, and its guests stay.
    assert edit(maker, link, ends_at=over + DAY, now=before).access_epoch == 1
    assert acts.load(maker, guest, now=over)
    # On the dot it has expired.
    assert edit(maker, link, ends_at=None, now=over + DAY).access_epoch == 2
    assert acts.load(maker, guest, now=over + DAY) is None


def test_an_expiry_that_a_sweep_with_another_clock_has_recorded_counts(maker: Maker) -> None:
    link = maker.link(days=1)
    guest = maker.enter(link)
    acts.sweep(maker, now=NOW + DAY)
    edited = edit(maker, link, ends_at=NOW + 2 * DAY, now=NOW + DAY - timedelta(seconds=1))
    assert (edited.access_epoch, edited.expiry_recorded_at) == (2, None)
    assert acts.load(maker, guest, now=NOW + DAY) is None


def test_never_takes_the_mark_of_a_link_away_that_had_no_end(maker: Maker) -> None:
    link = maker.link()
    end(maker, link, now=after(1))
    assert shown(maker, link).ends_at == after(1)
    edited = edit(maker, link, ends_at=None, now=after(2))
    assert (edited.ended_at, edited.expires_at, edited.access_epoch) == (None, None, 2)
    assert acts.status(maker, link, now=after(2)) == "active"


def test_a_link_that_was_ended_before_its_end_can_have_the_same_end_again(maker: Maker) -> None:
    link = maker.link(days=7)
    end(maker, link, now=after(1))
    edit(maker, link, ends_at=NOW + 7 * DAY, now=after(2))
    assert acts.status(maker, link, now=after(2)) == "active"


def test_a_revived_link_of_an_item_that_is_off_has_no_group_and_works_when_access_is_on(maker: Maker) -> None:
    link = maker.link(days=1)
    maker.enter(link)
    acts.turn_off(maker, link)
    over = NOW + DAY
    for seconds in (0, 10, 20):
        acts.sweep(maker, now=over + timedelta(seconds=seconds))
    edit(maker, link, ends_at=None, now=over + DAY)
    assert acts.groups(maker) == set()
    assert acts.status(maker, link, now=over + DAY) == "off"
    acts.turn_on(maker, link, now=over + DAY)
    guest = maker.enter(link, now=over + DAY)
    assert acts.load(maker, guest, now=over + DAY)
    acts.turn_off(maker, link, now=over + DAY)
    assert acts.load(maker, guest, now=over + DAY) is None


def notices(maker: Maker) -> list[str]:
    with database.reading(maker.bind) as db:
        return list(db.scalars(select(Notice.event).order_by(Notice.id)))


@pytest.mark.parametrize(
    ("changes", "told"), [({"ends_at": None}, ["limit_reached"]), ({"clicks": 2}, ["link_expired"])]
)
def test_a_notice_whose_cause_has_gone_is_not_sent(maker: Maker, changes: dict[str, Any], told: list[str]) -> None:
    """Both causes are recorded, and one of them is taken away before their workflows take a step."""
    link = maker.link(clicks=1, days=1)
    maker.enter(link)
    over = NOW + DAY
    acts.do(maker, expire_links, now=over, limit=10)
    acts.do(maker, deactivate_links, now=over, limit=10)
    edit(maker, link, now=over, **changes)
    acts.sweep(maker, now=over + timedelta(seconds=1))
    assert notices(maker) == told


def test_effects_say_who_must_enter_again_and_what_is_left(maker: Maker) -> None:
    link = maker.link(clicks=5, days=1)
    for _ in range(3):
        maker.enter(link)
    fields = shown(maker, link)
    over = NOW + DAY

    def effects(now: datetime, **changes: Any) -> Effects:
        with database.reading(maker.bind) as db:
            return effects_of(db, link.id, shown=fields, wanted=replace(fields, **changes), now=now)

    assert effects(over, ends_at=None) == Effects(enter_again=3, clicks_left=2)
    assert effects(over, ends_at=None, clicks=None) == Effects(3, None)
    assert effects(over, clicks=3) == Effects(0, 0)
    assert effects(over - timedelta(seconds=1), ends_at=None) == Effects(0, 2)
    assert row(maker, link).clicks == 3


@pytest.mark.parametrize("gone", [acts.delete_link, acts.delete_media])
def test_a_deleted_link_cannot_be_edited(maker: Maker, gone: Any) -> None:
    link = maker.link()
    gone(maker, link)
    with pytest.raises(NotFound):
        edit(maker, link, name="Another")
    assert row(maker, link).name == "A link"


def test_the_two_hours_of_the_night_in_which_clocks_are_put_back_are_told_apart(maker: Maker) -> None:
    link = maker.link()
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    second = first.replace(fold=1)
    assert edit(maker, link, ends_at=first).expires_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    opened = replace(shown(maker, link), ends_at=first)
    acts.do(maker, edit_link, link.id, shown=opened, wanted=replace(opened, ends_at=second))
    assert row(maker, link).expires_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
