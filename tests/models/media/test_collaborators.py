"""Collaborators: people who are owners of one item until removed (contract 1.2, 4.18). Adding one tells nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import event, update

from models.errors import Invalid, NotFound
from models.media import collaborators as media_collaborators
from models.media import permitting
from models.people import accounts, user_sessions
from models.plumbing import database
from models.tables import User
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, PASSWORD, Maker


def add(maker: Maker, media_id: int, email: str, by: User | None = None) -> None:
    with database.writing(maker.bind) as db:
        media_collaborators.add_collaborator(db, media_id, email, by=by or User(id=0, email="somebody@else"))


def remove(maker: Maker, media_id: int, email: str) -> None:
    with database.writing(maker.bind) as db:
        for row in media_collaborators.collaborators_of(db, media_id):
            if row.email == email:
                media_collaborators.remove_collaborator(db, media_id, row.id)


def collaborators(maker: Maker, media_id: int) -> list[str]:
    with database.reading(maker.bind) as db:
        return [row.email for row in media_collaborators.collaborators_of(db, media_id)]


def may_edit(maker: Maker, media_id: int, user: User) -> bool:
    with database.reading(maker.bind) as db:
        return permitting.is_owner(db, media_id, db.get_one(User, user.id))


def account(maker: Maker, email: str) -> User:
    return acts.do(maker, accounts.add_user, email=email, name="Grace", role="viewer", password=PASSWORD)


def sign_in(maker: Maker, user: User) -> None:
    acts.do(maker, user_sessions.begin_session, user.id, browser="")


def give_address(maker: Maker, user: User, email: str) -> None:
    with database.writing(maker.bind) as db:
        db.execute(update(User).where(User.id == user.id).values(email=email))


def test_adding_twice_adds_once_and_makes_an_owner_of_this_item_only(maker: Maker) -> None:
    media_id, other, user = maker.media(), maker.media(), maker.user("viewer")
    for spelling in (user.email, user.email.upper()):
        add(maker, media_id, spelling)
    assert (collaborators(maker, media_id), collaborators(maker, other)) == ([user.email], [])
    assert [may_edit(maker, each, user) for each in (media_id, other)] == [True, False]


def test_removing_takes_the_right_away_and_leaves_the_others(maker: Maker) -> None:
    media_id, other, gone, stays = maker.media(), maker.media(), maker.user(), maker.user()
    for user in (gone, stays):
        add(maker, media_id, user.email)
    add(maker, other, gone.email)
    for _ in range(2):
        remove(maker, media_id, gone.email)
    assert collaborators(maker, media_id) == [stays.email]
    assert [may_edit(maker, media_id, user) for user in (gone, stays)] == [False, True]
    assert may_edit(maker, other, gone)


def test_adding_asks_the_database_the_same_whether_there_is_an_account_or_not(maker: Maker) -> None:
    media_id, user, disabled = maker.media(), maker.user(), maker.user()
    acts.do(maker, accounts.disable_user, disabled.id, now=NOW)
    asked: list[list[str]] = []
    event.listen(maker.bind, "before_cursor_execute", lambda *given: asked[-1].append(given[2]))
    for email in (user.email, disabled.email, "who@example.com"):
        asked.append([])
        add(maker, media_id, email)
    assert asked[0] == asked[1] == asked[2] != []
    assert collaborators(maker, media_id) == sorted([user.email, disabled.email, "who@example.com"])


@pytest.mark.parametrize("signs_in", [True, False])
def test_somebody_without_an_account_may_edit_as_soon_as_they_have_one(maker: Maker, signs_in: bool) -> None:
    media_id = maker.media()
    add(maker, media_id, "Grace@example.com")
    other, grace = maker.user(), account(maker, "grace@example.com")
    if signs_in:
        sign_in(maker, grace)
    assert [may_edit(maker, media_id, user) for user in (grace, other)] == [True, False]
    remove(maker, media_id, "grace@example.com")
    assert not may_edit(maker, media_id, grace)


@pytest.mark.parametrize("was_there_before", [True, False])
def test_a_person_whose_address_changes_stays_and_who_gets_the_address_is_nobody(
    maker: Maker, was_there_before: bool
) -> None:
    media_id = maker.media()
    grace = account(maker, "grace@example.com") if was_there_before else None
    add(maker, media_id, "grace@example.com")
    grace = grace or account(maker, "grace@example.com")
    sign_in(maker, grace)
    give_address(maker, grace, "hopper@example.com")
    successor = account(maker, "grace@example.com")
    sign_in(maker, successor)
    assert [may_edit(maker, media_id, user) for user in (grace, successor)] == [True, False]


def test_owners_are_told_that_they_are_owners_and_nobody_else_learns_whose_item_it_is(maker: Maker) -> None:
    owner, helper = maker.user(), maker.user()
    media_id = maker.media(owner)
    with pytest.raises(Invalid, match="owns") as refusal:
        add(maker, media_id, owner.email.upper(), by=owner)
    assert refusal.value.field == "email"
    add(maker, media_id, owner.email, by=helper)
    assert may_edit(maker, media_id, owner)


def test_an_item_has_at_most_200_collaborators(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    assert media_collaborators.MOST_COLLABORATORS == 200
    monkeypatch.setattr(media_collaborators, "MOST_COLLABORATORS", 2)
    media_id = maker.media()
    for number in (1, 2, 2):
        add(maker, media_id, f"{number}@example.com")
    with pytest.raises(Invalid, match="at most 2"):
        add(maker, media_id, "3@example.com")
    add(maker, maker.media(), "3@example.com")


def test_a_deleted_item_takes_no_collaborators_and_forgets_the_addresses(maker: Maker) -> None:
    link = maker.link(now=NOW - timedelta(days=1))
    add(maker, link.media_id, "who@example.com")
    acts.delete_media(maker, link)
    assert collaborators(maker, link.media_id) == []
    with pytest.raises(NotFound):
        add(maker, link.media_id, maker.user().email)
