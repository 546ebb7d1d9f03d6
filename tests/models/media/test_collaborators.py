"""Collaborators: people with an account, who are owners of this one item until removed (contract 1.2, 4.18)."""

import pytest

from models.errors import Invalid, NotFound
from models.media import collaborators as media_collaborators
from models.media import permitting
from models.people import accounts
from models.plumbing import database
from models.tables import User
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


def add(maker: Maker, media_id: int, email: str) -> User:
    with database.writing(maker.bind) as db:
        return media_collaborators.add_collaborator(db, media_id, email)


def remove(maker: Maker, media_id: int, user: User) -> None:
    with database.writing(maker.bind) as db:
        media_collaborators.remove_collaborator(db, media_id, user.id)


def collaborators(maker: Maker, media_id: int) -> list[int]:
    with database.reading(maker.bind) as db:
        return [user.id for user in media_collaborators.collaborators_of(db, media_id)]


def test_adding_twice_adds_once_and_makes_an_owner_of_this_item_only(maker: Maker) -> None:
    media_id, other, user = maker.media(), maker.media(), maker.user("viewer")
    for _ in range(2):
        assert add(maker, media_id, user.email).id == user.id
    assert (collaborators(maker, media_id), collaborators(maker, other)) == ([user.id], [])
    with database.reading(maker.bind) as db:
        assert [permitting.is_owner(db, each, user) for each in (media_id, other)] == [True, False]


def test_removing_takes_the_right_away_and_leaves_the_others(maker: Maker) -> None:
    media_id, gone, stays = maker.media(), maker.user(), maker.user()
    for user in (gone, stays):
        add(maker, media_id, user.email)
    for _ in range(2):
        remove(maker, media_id, gone)
    assert collaborators(maker, media_id) == [stays.id]
    with database.reading(maker.bind) as db:
        assert not permitting.is_owner(db, media_id, gone)


def test_unknown_and_disabled_people_and_the_owner_are_refused(maker: Maker) -> None:
    owner, disabled = maker.user(), maker.user()
    media_id = maker.media(owner)
    acts.do(maker, accounts.disable_user, disabled.id, now=NOW)
    for email, words in ((disabled.email, "no account"), ("who@example.com", "no account"), (owner.email, "owns")):
        with pytest.raises(Invalid, match=words) as refusal:
            add(maker, media_id, email)
        assert refusal.value.field == "email"
    assert collaborators(maker, media_id) == []


def test_a_deleted_item_takes_no_collaborators(maker: Maker) -> None:
    link = maker.link()
    acts.delete_media(maker, link)
    with pytest.raises(NotFound):
        add(maker, link.media_id, maker.user().email)


def test_capitals_in_an_email_do_not_matter(maker: Maker) -> None:
    media_id, user = maker.media(), maker.user()
    assert add(maker, media_id, user.email.upper()).id == user.id
