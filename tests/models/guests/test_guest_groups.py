"""A guest group that goes missing is made again, unless its link is over (contract 4.17)."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from models.guests import guest_groups
from models.plumbing import database
from models.tables import GuestGroup
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

AROUND = [(-1, True), (0, False), (1, False)]


def lose_groups(maker: Maker) -> None:
    with database.writing(maker.bind) as db:
        db.execute(delete(GuestGroup))


def test_a_lost_group_is_made_again_and_admits_guests(maker: Maker) -> None:
    link, other = maker.link(), maker.link()
    lose_groups(maker)
    swept = acts.do(maker, guest_groups.make_missing_groups, limit=10)
    assert (swept.ids, swept.backlog) == ([link.id, other.id], 0)
    assert acts.groups(maker) == {link.id, other.id}
    assert acts.load(maker, maker.enter(link))
    assert acts.do(maker, guest_groups.make_missing_groups, limit=10).ids == []


def test_links_that_are_over_get_no_group(maker: Maker) -> None:
    off, deleted, gone, used_up = maker.link(), maker.link(), maker.link(), maker.link(clicks=1)
    acts.turn_off(maker, off)
    acts.delete_link(maker, deleted)
    acts.delete_media(maker, gone)
    guest = maker.enter(used_up)
    with database.writing(maker.bind) as db:
        db.execute(delete(GuestGroup).where(GuestGroup.link_id != used_up.id))
    assert acts.do(maker, guest_groups.make_missing_groups, limit=10).ids == []
    assert acts.groups(maker) == {used_up.id}
    assert acts.load(maker, guest)


@pytest.mark.parametrize(("seconds", "made"), AROUND)
def test_a_group_is_made_again_until_the_instant_of_expiry(maker: Maker, seconds: int, made: bool) -> None:
    link = maker.link(days=1)
    lose_groups(maker)
    now = NOW + timedelta(days=1, seconds=seconds)
    assert acts.do(maker, guest_groups.make_missing_groups, limit=10, now=now).ids == ([link.id] if made else [])


def test_a_bounded_run_says_how_many_are_left(maker: Maker) -> None:
    links = [maker.link().id for _ in range(3)]
    lose_groups(maker)
    swept = acts.do(maker, guest_groups.make_missing_groups, limit=2)
    assert (swept.ids, swept.backlog) == (links[:2], 1)


def test_the_list_counts_guests_and_leaves_out_deleted_links(maker: Maker) -> None:
    media_id = maker.media()
    kept, deleted = maker.link(media_id), maker.link(media_id)
    for link in (kept, kept, deleted):
        maker.enter(link)
    maker.link()
    acts.delete_link(maker, deleted)
    with database.reading(maker.bind) as db:
        assert guest_groups.groups_of(db, media_id) == [guest_groups.ListedGroup("A link", 2)]
