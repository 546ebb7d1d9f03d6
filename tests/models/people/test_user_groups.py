"""Groups of people with an account: unique names, members, and deleting."""

import pytest

from models.errors import Invalid, NotFound
from models.people import user_groups
from models.plumbing import database, paging
from tests.vocabulary.acts import write
from tests.vocabulary.maker import Maker
from tests.web import typing_badly


def names(maker: Maker, page: int = 1) -> list[tuple[str, int]]:
    with database.reading(maker.bind) as db:
        return [(group.name, members) for group, members in user_groups.groups(db, page).rows]


def members(maker: Maker, group_id: int) -> list[int]:
    with database.reading(maker.bind) as db:
        return [user.id for user in user_groups.members(db, group_id).rows]


@pytest.mark.parametrize(("name", "words"), typing_badly.NAMES)
def test_an_invalid_name_is_refused(maker: Maker, name: str, words: str) -> None:
    group = write(maker, user_groups.create_group, "Teachers")
    for attempt in (lambda: write(maker, user_groups.create_group, name), lambda: rename(maker, group.id, name)):
        with pytest.raises(Invalid, match=words.replace("a name", "a group name")):
            attempt()
    assert names(maker) == [("Teachers", 0)]


def rename(maker: Maker, group_id: int, name: str) -> str:
    """Returns what the audit log is told."""
    return write(maker, user_groups.rename_group, group_id, name)


def test_a_name_can_be_taken_once_and_a_group_can_keep_its_own(maker: Maker) -> None:
    teachers, parents = (write(maker, user_groups.create_group, name) for name in ("Teachers", "Parents"))
    with pytest.raises(Invalid, match="already a group"):
        write(maker, user_groups.create_group, "  Teachers ")
    with pytest.raises(Invalid, match="already a group"):
        rename(maker, parents.id, "Teachers")
    assert rename(maker, teachers.id, "Teachers") == ""
    assert rename(maker, parents.id, " Guardians ") == "Parents → Guardians"
    assert names(maker) == [("Guardians", 0), ("Teachers", 0)]


def test_a_member_is_added_once_and_removed_without_the_others(maker: Maker) -> None:
    group, other = (write(maker, user_groups.create_group, name) for name in ("Teachers", "Parents"))
    ada, bob = maker.user(), maker.user()
    for user in (ada, bob, ada):
        write(maker, user_groups.add_member, group.id, user.id)
    write(maker, user_groups.add_member, other.id, ada.id)
    for _ in range(2):
        write(maker, user_groups.remove_member, group.id, ada.id)
    assert (members(maker, group.id), members(maker, other.id)) == ([bob.id], [ada.id])
    assert names(maker) == [("Parents", 1), ("Teachers", 1)]


def test_deleting_a_group_deletes_its_memberships_and_nothing_else(maker: Maker) -> None:
    group, other = (write(maker, user_groups.create_group, name) for name in ("Teachers", "Parents"))
    ada = maker.user()
    for each in (group, other):
        write(maker, user_groups.add_member, each.id, ada.id)
    assert write(maker, user_groups.delete_group, group.id) == "Teachers"
    assert names(maker) == [("Parents", 1)]
    assert members(maker, group.id) == []
    for attempt in (
        lambda: write(maker, user_groups.add_member, group.id, ada.id),
        lambda: rename(maker, group.id, "New"),
        lambda: write(maker, user_groups.delete_group, group.id),
        lambda: write(maker, user_groups.group_by_id, group.id),
    ):
        with pytest.raises(NotFound):
            attempt()
    with pytest.raises(Invalid, match="no group"):
        write(maker, user_groups.group_by_name, "Teachers")


def test_groups_are_listed_in_pages(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "ROWS_PER_PAGE", 2)
    assert names(maker) == []
    for name in "ABC":
        write(maker, user_groups.create_group, name)
    assert [[name for name, _ in names(maker, page)] for page in (1, 2)] == [["A", "B"], ["C"]]
    with database.reading(maker.bind) as db:
        assert [user_groups.groups(db, page).has_next for page in (1, 2)] == [True, False]
    for beyond in (3, 2**31 - 1):
        with pytest.raises(NotFound):
            names(maker, beyond)


@pytest.mark.parametrize("name", ["teachers", "TEACHERS", "\uff34eachers"])
def test_a_name_that_differs_in_case_or_width_alone_is_taken(maker: Maker, name: str) -> None:
    teachers, parents = (write(maker, user_groups.create_group, each) for each in ("Teachers", "Parents"))
    for attempt in (lambda: write(maker, user_groups.create_group, name), lambda: rename(maker, parents.id, name)):
        with pytest.raises(Invalid, match="already a group"):
            attempt()
    assert names(maker) == [("Parents", 0), ("Teachers", 0)]
    rename(maker, teachers.id, name)
    assert len(names(maker)) == 2


@pytest.mark.parametrize("name", ["Teachers", "teachers", " TEACHERS "])
def test_a_group_is_found_whatever_the_case_of_its_name(maker: Maker, name: str) -> None:
    group = write(maker, user_groups.create_group, "Teachers")
    write(maker, user_groups.create_group, "Teacher")
    with database.reading(maker.bind) as db:
        assert user_groups.group_by_name(db, name).id == group.id


def test_groups_and_members_are_in_the_order_of_the_language(maker: Maker) -> None:
    for name in ("Zebra", "\u05d2\u05df", "\u00c1rbol", "apple", "Nz", "\u00d1u", "\u05d0\u05d1"):
        write(maker, user_groups.create_group, name)
    with database.reading(maker.bind) as db:
        english = [group.name for group, _ in user_groups.groups(db, language="en").rows]
        hebrew = [group.name for group, _ in user_groups.groups(db, language="he").rows]
    assert english == ["apple", "\u00c1rbol", "\u00d1u", "Nz", "Zebra", "\u05d0\u05d1", "\u05d2\u05df"]
    assert hebrew == ["\u05d0\u05d1", "\u05d2\u05df", "apple", "\u00c1rbol", "\u00d1u", "Nz", "Zebra"]
