"""Editing a link: what is judged, and what is written (contract 2.51, 2.52)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from models.errors import ChangedMeanwhile, DoesNotAdmit, NotFound
from models.links.editing import LinkFields, edit_link, fields_of
from models.plumbing import database
from models.tables import GuestLink, Module
from models.tables.module import INVITETOMEDIA
from tests.models.links.edits import DAY, edit, end, epoch_of_item, refused, row, shown
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker, after


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


@pytest.mark.parametrize("field", ["starts_at", "expires_at"])
def test_a_link_whose_instants_are_out_of_bounds_can_still_be_edited(maker: Maker, field: str) -> None:
    link = maker.link()
    with database.writing(maker.bind) as db:
        setattr(db.get_one(GuestLink, link.id), field, datetime(9009, 1, 1, tzinfo=UTC))
    assert edit(maker, link, name="Another", clicks=7).click_limit == 7
    assert row(maker, link).name == "Another"
    assert edit(maker, link, starts_at=None, ends_at=None).expires_at is None


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
