"""An ended link lives again, and a used-up one admits again: who comes back, and who is told (contract 2.56)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.links.editing import Effects, effects_of
from models.links.expiring import deactivate_links, expire_links
from models.plumbing import database
from models.tables import GuestEntry, Notice
from tests.models.links.edits import DAY, edit, end, epoch_of_item, row, shown
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker, after


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


@pytest.mark.parametrize("swept", [False, True])
@pytest.mark.parametrize("cause", ["by the clock", "by its owner", "access off"])
def test_guests_of_an_earlier_life_of_the_link_are_not_told_to_enter_again(
    maker: Maker, cause: str, swept: bool
) -> None:
    link = maker.link(days=1)
    for _ in range(3):
        maker.enter(link)
    other = maker.link(link.media_id)
    for life in range(1, 3):
        over = NOW + life * DAY
        if cause == "by its owner":
            end(maker, link, now=over - timedelta(minutes=2))
        elif cause == "access off":
            acts.turn_off(maker, link, now=over - timedelta(minutes=2))
            acts.turn_on(maker, link, now=over - timedelta(minutes=1))
        # An end of another link is none of this one.
        end(maker, other, now=over - timedelta(minutes=2))
        if swept:
            acts.sweep(maker, now=over)
        edit(maker, other, ends_at=None, now=over)
        edit(maker, link, ends_at=over + DAY, now=over)
        for number in range(life):
            maker.enter(link, now=over + timedelta(minutes=number + 1))
    end(maker, link, now=NOW + 2 * DAY + timedelta(minutes=9))
    fields = shown(maker, link)
    with database.reading(maker.bind) as db:
        wanted = replace(fields, ends_at=None)
        assert effects_of(db, link.id, shown=fields, wanted=wanted, now=NOW + 3 * DAY) == Effects(2, None)
