"""What admins do to accounts: roles, disabling and enabling. One admin who can sign in always remains."""

from threading import Barrier, Thread

import pytest

from models.errors import Invalid, LastAdmin, NotFound
from models.people import accounts, user_sessions
from models.plumbing import database
from models.tables import User
from tests.vocabulary import acts
from tests.vocabulary.acts import write
from tests.vocabulary.maker import NOW, Maker


def stored(maker: Maker, user: User) -> User:
    with database.reading(maker.bind) as db:
        return db.get_one(User, user.id)


def disable(maker: Maker, user: User) -> None:
    acts.do(maker, accounts.disable_user, user.id)


@pytest.mark.parametrize("role", ["viewer", "contributor", "admin"])
def test_a_role_can_be_set_twice(maker: Maker, role: str) -> None:
    maker.user("admin")
    user = maker.user("admin")
    told = [write(maker, accounts.set_role, user.id, role) for _ in range(2)]
    assert told == [role != "admin", False]
    assert stored(maker, user).role == role


def test_the_last_admin_who_can_sign_in_cannot_be_demoted_or_disabled(maker: Maker) -> None:
    admin, other = maker.user("admin"), maker.user("admin")
    disable(maker, other)
    for role in ("viewer", "contributor"):
        with pytest.raises(LastAdmin):
            write(maker, accounts.set_role, admin.id, role)
    with pytest.raises(LastAdmin):
        disable(maker, admin)
    write(maker, accounts.set_role, admin.id, "admin")
    # A disabled admin does not count, so they can be demoted or disabled again.
    write(maker, accounts.set_role, other.id, "viewer")
    disable(maker, other)
    write(maker, accounts.set_role, other.id, "admin")
    write(maker, accounts.enable_user, other.id)
    disable(maker, admin)
    assert (stored(maker, admin).disabled_at, stored(maker, other).disabled_at) == (NOW, None)


@pytest.mark.parametrize("act", ["disable", "demote"])
def test_two_admins_who_disable_or_demote_each_other_at_once_leave_one_admin(maker: Maker, act: str) -> None:
    for _ in range(5):
        pair = [maker.user("admin"), maker.user("admin")]
        start = Barrier(2)
        refused: list[int] = []

        def end(victim: User, start: Barrier = start, refused: list[int] = refused) -> None:
            start.wait()
            try:
                if act == "disable":
                    disable(maker, victim)
                else:
                    write(maker, accounts.set_role, victim.id, "viewer")
            except LastAdmin:
                refused.append(victim.id)

        threads = [Thread(target=end, args=(victim,)) for victim in pair]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        left = [
            user for user in (stored(maker, user) for user in pair) if user.role == "admin" and not user.disabled_at
        ]
        assert [user.id for user in left] == refused
        # So that the next pair are the only admins again.
        with database.writing(maker.bind) as db:
            db.get_one(User, left[0].id).role = "viewer"


def test_disabling_ends_the_sessions_and_enabling_does_not_bring_them_back(maker: Maker) -> None:
    maker.user("admin")
    user = maker.user()
    acts.do(maker, user_sessions.begin_session, user.id, browser="")
    assert len(sessions_of(maker, user)) == 1
    disable(maker, user)
    assert sessions_of(maker, user) == []
    assert [write(maker, accounts.enable_user, user.id) for _ in range(2)] == [True, False]
    assert (stored(maker, user).disabled_at, sessions_of(maker, user)) == (None, [])


def sessions_of(maker: Maker, user: User) -> list[int]:
    with database.reading(maker.bind) as db:
        return [each.id for each in user_sessions.sessions_of(db, user.id, now=NOW)]


def test_unknown_people_roles_and_emails_are_refused(maker: Maker) -> None:
    user = maker.user()
    with pytest.raises(Invalid):
        write(maker, accounts.set_role, user.id, "god")
    for use_case, arguments in ((accounts.set_role, (999, "viewer")), (accounts.enable_user, (999,))):
        with pytest.raises(NotFound):
            write(maker, use_case, *arguments)
    for email in ("nobody@example.com", "", "\0", "\ud800@example.com", "x" * 3000):
        with pytest.raises(Invalid):
            write(maker, accounts.user_by_typed_email, email)
    assert write(maker, accounts.user_by_typed_email, f" {user.email.upper()} ").id == user.id
