"""A guest group that goes missing is made again, unless its link is over (contract 4.17)."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from models.guests import guest_groups
from models.plumbing import database
from models.tables import GuestGroup
from models.upkeep import running
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
        assert guest_groups.groups_of(db, media_id) == [guest_groups.ListedGroup(kept.id, "A link", 2)]


def test_many_guests_are_counted_up_to_a_bound(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guest_groups, "MOST_COUNTED", 2)
    link, full = maker.link(), maker.link()
    for each in (link, link, full, full, full):
        maker.enter(each)
    with database.reading(maker.bind) as db:
        assert guest_groups.groups_of(db, link.media_id) == [guest_groups.ListedGroup(link.id, "A link", 2)]
        assert guest_groups.groups_of(db, full.media_id) == [
            guest_groups.ListedGroup(full.id, "A link", 2, has_more=True)
        ]


def test_each_run_looks_at_the_next_links_and_then_begins_again(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The place is in the database, so it does not matter which worker runs next."""
    monkeypatch.setattr(guest_groups, "LOOKED_AT", 2)
    links = [maker.link().id for _ in range(5)]
    for _ in range(2):
        lose_groups(maker)
        runs = [running.run_task("make_missing_groups", now=NOW, bind=maker.bind) for _ in range(3)]
        assert [run.ids for run in runs] == [links[:2], links[2:4], links[4:]]
        assert [run.place for run in runs] == [links[1], links[3], 0]


def test_a_full_run_looks_at_the_same_links_again(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guest_groups, "LOOKED_AT", 2)
    links = [maker.link().id for _ in range(3)]
    lose_groups(maker)
    runs = [running.run_task("make_missing_groups", now=NOW, limit=1, bind=maker.bind) for _ in range(5)]
    assert [run.ids for run in runs] == [links[:1], links[1:2], [], links[2:], []]


def test_a_whole_sweep_sees_all_links_wherever_the_last_run_has_got(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guest_groups, "LOOKED_AT", 2)
    links = {maker.link().id for _ in range(5)}
    running.run_task("make_missing_groups", now=NOW, bind=maker.bind)
    lose_groups(maker)
    running.sweep_all(bind=maker.bind)
    assert acts.groups(maker) == links
