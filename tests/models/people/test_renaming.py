"""Changing a person's name and email address (contract 12.51)."""

import pytest

from models.errors import Invalid, NotFound
from models.media import collaborators
from models.people import accounts, inviting, one_time_addresses, renaming, user_sessions
from models.plumbing import database
from models.tables import MediaCollaborator, User
from tests.vocabulary.acts import write
from tests.vocabulary.maker import NOW, Maker


def stored(maker: Maker, user: User) -> User:
    with database.reading(maker.bind) as db:
        return db.get_one(User, user.id)


def test_a_new_name_is_cleaned_and_sorted_anew(maker: Maker) -> None:
    user = maker.user()
    told = [write(maker, renaming.set_name, user.id, typed) for typed in ("  Zoë ", "Zoë")]
    assert told == ["Louise Smith → Zoë", ""]
    with database.reading(maker.bind) as db:
        row = db.get_one(User, user.id)
        assert (row.name, row.sorted_as) == ("Zoë", "Zoë")


def test_a_person_stays_signed_in_and_signs_in_with_the_new_email(maker: Maker) -> None:
    user = maker.user()
    secret = write(maker, user_sessions.begin_session, user.id, browser="", now=NOW)
    told = [write(maker, renaming.set_email, user.id, typed) for typed in (" New@Example.ORG ", "NEW@example.org")]
    assert told == [f"{user.email} → new@example.org", ""]
    assert stored(maker, user).email == "new@example.org"
    with database.reading(maker.bind) as db:
        assert user_sessions.session_by_secret(db, secret, now=NOW) is not None
        assert accounts.user_by_typed_email(db, "NEW@example.org").id == user.id


@pytest.mark.parametrize("typed", ["", "x", "\0"])
def test_what_is_no_email_is_refused(maker: Maker, typed: str) -> None:
    user = maker.user()
    with pytest.raises(Invalid):
        write(maker, renaming.set_email, user.id, typed)
    assert stored(maker, user).email == user.email


def test_an_email_belongs_to_one_account(maker: Maker) -> None:
    user, other = maker.user(), maker.user()
    with pytest.raises(Invalid, match="already an account"):
        write(maker, renaming.set_email, user.id, other.email.upper())
    write(maker, renaming.set_email, user.id, user.email)
    assert (stored(maker, user).email, stored(maker, other).email) == (user.email, other.email)


def test_nobody_is_renamed_who_is_not_there(maker: Maker) -> None:
    for change in (renaming.set_name, renaming.set_email):
        with pytest.raises(NotFound):
            write(maker, change, 999, "x@example.org")


def test_an_unused_address_ends_with_the_old_email_and_not_with_the_same_one(maker: Maker) -> None:
    user, address = write(maker, inviting.invite_person, email="old@example.org", name="Ada", role="viewer", now=NOW)
    secret = address.url.rpartition("/")[2]
    write(maker, renaming.set_email, user.id, "OLD@example.org")
    with database.reading(maker.bind) as db:
        assert one_time_addresses.found_address(db, secret, now=NOW).user is not None
    write(maker, renaming.set_email, user.id, "new@example.org")
    with database.reading(maker.bind) as db:
        assert one_time_addresses.found_address(db, secret, now=NOW).user is None


def test_items_shared_with_the_old_email_stay_theirs_and_nobody_elses(maker: Maker) -> None:
    owner, user = maker.user(), maker.user("viewer")
    media_id = maker.media(owner)
    write(maker, collaborators.add_collaborator, media_id, user.email, by=owner)
    write(maker, renaming.set_email, user.id, "new@example.org")
    newcomer = write(maker, accounts.add_user, email=user.email, name="Eve", role="viewer", password=None, now=NOW)
    with database.reading(maker.bind) as db:
        people = [db.get_one(User, each.id) for each in (user, newcomer)]
        assert [list(db.scalars(MediaCollaborator.items_of(each))) for each in people] == [[media_id], []]
