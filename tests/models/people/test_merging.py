"""Merging two accounts of one person: everything moves, and one is gone (contract 12.24)."""

import pytest
from sqlalchemy import select

from models.config import settings
from models.errors import Invalid, LastAdmin, NotFound
from models.media import collaborators, likes, permitting
from models.people import accounts, merging, user_groups, user_sessions
from models.plumbing import database
from models.site import audit, modules
from models.tables import AuditEntry, MediaItem, MediaLike, PermittedUser, User, UserGroupMember, UserSession
from tests.vocabulary import acts
from tests.vocabulary.acts import write
from tests.vocabulary.maker import Maker


def test_it_tells_which_items_the_account_that_stays_has_got(maker: Maker) -> None:
    maker.user("admin")
    user, heir = maker.user(), maker.user()
    mine, gone, _theirs = maker.media(user), maker.link(maker.media(user)), maker.media(heir)
    acts.delete_media(maker, gone)
    assert write(maker, merging.merge, user.id, into_email=heir.email).media_ids == [mine]


def merge(maker: Maker, user: User, heir: User) -> User:
    merged: User = write(maker, merging.merge, user.id, into_email=heir.email).heir
    return merged


def stored(maker: Maker, user: User) -> User | None:
    with database.reading(maker.bind) as db:
        return db.get(User, user.id)


def test_everything_moves_to_the_other_account(maker: Maker) -> None:
    maker.user("admin")
    user, heir, bystander = maker.user(), maker.user(), maker.user()
    link = maker.link(maker.media(user))
    others, shared = maker.media(bystander), maker.media(heir)
    groups = [write(maker, user_groups.create_group, name).id for name in "AB"]
    for person in (user, heir):
        write(maker, user_groups.add_member, groups[0], person.id)
        write(maker, modules.permit_user, person.id)
        acts.do(maker, likes.like, shared, person.id)
    write(maker, user_groups.add_member, groups[1], user.id)
    for person in (user, bystander):
        acts.do(maker, user_sessions.begin_session, person.id, browser="")
    assert merge(maker, user, heir).id == heir.id
    assert stored(maker, user) is None
    with database.reading(maker.bind) as db:
        owners = dict(iter(db.execute(select(MediaItem.id, MediaItem.owner_id))))
        assert (owners[link.media_id], owners[shared], owners[others]) == (heir.id, heir.id, bystander.id)
        members = select(UserGroupMember.group_id).where(UserGroupMember.user_id == heir.id)
        assert sorted(db.scalars(members.order_by(UserGroupMember.group_id))) == groups
        assert db.scalars(select(PermittedUser.user_id)).all() == [heir.id]
        assert db.scalars(select(MediaLike.user_id)).all() == [heir.id]
        assert db.scalars(select(UserSession.user_id)).all() == [bystander.id]
    maker.enter(link)


def test_what_the_account_did_counts_as_done_by_the_other_one(maker: Maker) -> None:
    maker.user("admin")
    user, heir, bystander = maker.user(), maker.user(), maker.user()
    for person in (user, heir, bystander):
        acts.do(maker, audit.note, "access_on", user_id=person.id)
    merge(maker, user, heir)
    with database.reading(maker.bind) as db:
        who = db.scalars(select(AuditEntry.user_id).order_by(AuditEntry.id)).all()
    assert who == [heir.id, heir.id, bystander.id]


def test_nobody_is_a_collaborator_twice_or_of_their_own_item(maker: Maker) -> None:
    admin = maker.user("admin")
    user, heir, other = maker.user(), maker.user(), maker.user()
    mine, theirs, both, one = maker.media(user), maker.media(heir), maker.media(other), maker.media(other)
    helps = {mine: [heir, other], theirs: [user, other], both: [user, heir, other], one: [user]}
    for media_id, people in helps.items():
        for person in people:
            write(maker, collaborators.add_collaborator, media_id, person.email, by=admin)
    merge(maker, user, heir)
    for media_id, emails in {
        mine: [other.email],
        theirs: [other.email],
        both: sorted([heir.email, other.email]),
        one: [user.email],
    }.items():
        with database.reading(maker.bind) as db:
            assert [row.email for row in collaborators.collaborators_of(db, media_id)] == emails
            assert permitting.is_owner(db, media_id, heir)


@pytest.mark.parametrize(("kept", "given", "left"), [
    (None, "https://id.example.org 2", "https://id.example.org 2"),
    ("https://old.example.org 1", "https://id.example.org 2", "https://id.example.org 2"),
    ("https://id.example.org 1", "https://id.example.org 2", "https://id.example.org 1"),
    ("https://id.example.org 1", None, "https://id.example.org 1"),
])  # fmt: skip
def test_the_account_at_the_provider_moves_where_the_other_has_none_that_works(
    maker: Maker, monkeypatch: pytest.MonkeyPatch, kept: str | None, given: str | None, left: str
) -> None:
    for name, value in {"ISSUER": "https://id.example.org", "CLIENT_ID": "c", "CLIENT_SECRET": "s"}.items():
        monkeypatch.setenv(f"GUESTLINK_OIDC_{name}", value)
    settings.settings.cache_clear()
    user, heir = maker.user(), maker.user()
    with database.writing(maker.bind) as db:
        db.get_one(User, user.id).oidc_subject = given
        db.get_one(User, heir.id).oidc_subject = kept
    merge(maker, user, heir)
    merged = stored(maker, heir)
    assert merged is not None
    assert merged.oidc_subject == left


def test_what_cannot_be_merged_changes_nothing(maker: Maker) -> None:
    admin, other = maker.user("admin"), maker.user()
    with pytest.raises(LastAdmin):
        merge(maker, admin, other)
    with pytest.raises(Invalid, match="same account"):
        merge(maker, other, other)
    disabled = maker.user()
    acts.do(maker, accounts.disable_user, disabled.id)
    with pytest.raises(Invalid, match="disabled"):
        merge(maker, other, disabled)
    with pytest.raises(Invalid, match="no account"):
        write(maker, merging.merge, other.id, into_email="nobody@example.com")
    with pytest.raises(NotFound):
        write(maker, merging.merge, 999, into_email=other.email)
    assert stored(maker, admin) is not None
    # The one who stays may be the admin.
    merge(maker, other, admin)
    assert stored(maker, other) is None
    second = maker.user("admin")
    merge(maker, admin, second)
    assert stored(maker, admin) is None
