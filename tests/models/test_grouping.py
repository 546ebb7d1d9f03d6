"""Groups of people with an account: names taken once, members by hand, nothing left behind."""

import pytest

from models import grouping
from models.plumbing import db, paging
from models.plumbing.errors import Invalid, NotFound
from tests.making import Maker
from tests.models.test_configuring import write
from tests.web import typing_badly


def names(maker: Maker, page: int = 1) -> list[tuple[str, int]]:
    with db.reading(maker.bind) as session:
        return [(group.name, members) for group, members in grouping.groups(session, page).rows]


def members(maker: Maker, group_id: int) -> list[int]:
    with db.reading(maker.bind) as session:
        return [user.id for user in grouping.members(session, group_id).rows]


@pytest.mark.parametrize(("name", "words"), typing_badly.NAMES)
def test_a_name_that_is_none_is_refused(maker: Maker, name: str, words: str) -> None:
    group = write(maker, grouping.create_group, "Teachers")
    for attempt in (lambda: write(maker, grouping.create_group, name), lambda: rename(maker, group.id, name)):
        with pytest.raises(Invalid, match=words.replace("a name", "a group name")):
            attempt()
    assert names(maker) == [("Teachers", 0)]


def rename(maker: Maker, group_id: int, name: str) -> None:
    write(maker, grouping.rename_group, group_id, name)


def test_a_name_is_taken_once_and_may_be_kept(maker: Maker) -> None:
    teachers, parents = (write(maker, grouping.create_group, name) for name in ("Teachers", "Parents"))
    with pytest.raises(Invalid, match="already a group"):
        write(maker, grouping.create_group, "  Teachers ")
    with pytest.raises(Invalid, match="already a group"):
        rename(maker, parents.id, "Teachers")
    rename(maker, teachers.id, "Teachers")
    rename(maker, parents.id, "Guardians")
    assert names(maker) == [("Guardians", 0), ("Teachers", 0)]


def test_members_come_once_and_go_alone(maker: Maker) -> None:
    group, other = (write(maker, grouping.create_group, name) for name in ("Teachers", "Parents"))
    ada, bob = maker.user(), maker.user()
    for user in (ada, bob, ada):
        write(maker, grouping.add_member, group.id, user.id)
    write(maker, grouping.add_member, other.id, ada.id)
    for _ in range(2):
        write(maker, grouping.remove_member, group.id, ada.id)
    assert (members(maker, group.id), members(maker, other.id)) == ([bob.id], [ada.id])
    assert names(maker) == [("Parents", 1), ("Teachers", 1)]


def test_a_deleted_group_takes_its_memberships_and_nothing_else(maker: Maker) -> None:
    group, other = (write(maker, grouping.create_group, name) for name in ("Teachers", "Parents"))
    ada = maker.user()
    for each in (group, other):
        write(maker, grouping.add_member, each.id, ada.id)
    for _ in range(2):
        write(maker, grouping.delete_group, group.id)
    assert names(maker) == [("Parents", 1)]
    assert members(maker, group.id) == []
    for attempt in (
        lambda: write(maker, grouping.add_member, group.id, ada.id),
        lambda: rename(maker, group.id, "New"),
        lambda: write(maker, grouping.group, group.id),
    ):
        with pytest.raises(NotFound):
            attempt()
    with pytest.raises(Invalid, match="no group"):
        write(maker, grouping.group_by_name, "Teachers")


def test_lists_come_a_page_at_a_time(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PAGE", 2)
    assert names(maker) == []
    for name in "ABC":
        write(maker, grouping.create_group, name)
    assert [[name for name, _ in names(maker, page)] for page in (1, 2)] == [["A", "B"], ["C"]]
    with db.reading(maker.bind) as session:
        assert [grouping.groups(session, page).has_next for page in (1, 2)] == [True, False]
    for beyond in (3, 2**31 - 1):
        with pytest.raises(NotFound):
            names(maker, beyond)
