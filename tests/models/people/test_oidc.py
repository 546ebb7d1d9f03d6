"""People who sign in at an OpenID provider: which account they get, also in two first sign-ins at once."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import event, select

from models.errors import Forbidden
from models.people import oidc
from models.plumbing import database
from models.tables import AuditEntry, User
from models.tables.user import Role
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

OLGA = oidc.Claims("https://id.example.org 1", "Olga@Example.com", True, "Olga")


def sign_in(maker: Maker, claims: oidc.Claims = OLGA) -> User:
    user: User = acts.do(maker, oidc.find_or_create_user, claims)
    return user


def people(maker: Maker) -> list[tuple[str, str, str | None]]:
    with database.reading(maker.bind) as db:
        return [(user.email, user.role, user.oidc_subject) for user in db.scalars(select(User))]


def test_two_first_sign_ins_at_the_same_moment_make_one_person(maker: Maker) -> None:
    """The second waits for the commit of the first, finds the email taken, and uses that account."""
    signed_in: list[int] = []
    started = threading.Event()

    def second() -> None:
        started.set()
        signed_in.append(sign_in(maker).id)

    with database.writing(maker.bind) as db:
        first = oidc.find_or_create_user(db, OLGA, now=NOW)
        other = threading.Thread(target=second)
        other.start()
        started.wait()
        # Long enough for the other one to look, to find no account, and to wait at its own insert.
        other.join(0.5)
        assert other.is_alive()
    other.join(20)
    assert signed_in == [first.id]
    assert people(maker) == [("olga@example.com", "viewer", OLGA.subject)]


def test_a_sign_in_that_may_take_a_role_away_locks_the_site_before_any_account(maker: Maker) -> None:
    """As admins do who disable or demote. In another order two transactions could wait for each other."""
    sign_in(maker)
    statements: list[str] = []
    event.listen(maker.bind, "before_cursor_execute", lambda *given: statements.append(given[2]))
    sign_in(maker, replace(OLGA, name="Olga Smith", role=Role.VIEWER))
    tables = [table for each in statements for table in ("FROM site", "user_account") if table in each]
    assert tables[0] == "FROM site"
    assert "user_account" in tables


def test_another_subject_with_the_same_email_is_refused(maker: Maker) -> None:
    sign_in(maker)
    with pytest.raises(Forbidden, match="Someone else"):
        sign_in(maker, oidc.Claims("https://id.example.org 2", OLGA.email, True, "Olga"))
    assert people(maker) == [("olga@example.com", "viewer", OLGA.subject)]


@pytest.mark.parametrize("subject", ["", "x" * 501])
def test_an_invalid_subject_is_refused(maker: Maker, subject: str) -> None:
    with pytest.raises(Forbidden, match="who you are"):
        sign_in(maker, oidc.Claims(subject, OLGA.email, True, "Olga"))
    assert people(maker) == []


@pytest.mark.parametrize("email", ["", "nonsense", "a@b\0.example"])
def test_an_invalid_email_is_refused(maker: Maker, email: str) -> None:
    with pytest.raises(Forbidden, match="email address"):
        sign_in(maker, oidc.Claims(OLGA.subject, email, True, "Olga"))
    assert people(maker) == []


@pytest.mark.parametrize("name", ["", "\0", "\u202e"])
def test_an_invalid_name_is_replaced_by_the_first_part_of_the_email(maker: Maker, name: str) -> None:
    assert sign_in(maker, oidc.Claims(OLGA.subject, OLGA.email, True, name)).name == "olga"


def noted(maker: Maker) -> list[tuple[str, str]]:
    with database.reading(maker.bind) as db:
        return [(entry.act, entry.detail) for entry in db.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_what_the_provider_changes_is_noted_and_a_sign_in_that_changes_nothing_is_not(maker: Maker) -> None:
    """Contract 12.48."""
    maker.user("admin")
    sign_in(maker)
    sign_in(maker)
    assert noted(maker) == [("provider_added", "olga@example.com")]
    changed = replace(OLGA, email="olga@example.org", name="Olga Smith", role=Role.ADMIN)
    sign_in(maker, changed)
    sign_in(maker, changed)
    assert noted(maker)[1:] == [
        ("provider_address_set", "olga@example.com → olga@example.org"),
        ("provider_renamed", "Olga → Olga Smith"),
        ("provider_role_set", "olga@example.org (admin)"),
    ]


def test_linking_an_account_that_was_there_is_noted(maker: Maker) -> None:
    ada = maker.user("viewer")
    sign_in(maker, oidc.Claims(OLGA.subject, ada.email, True, ada.name))
    assert noted(maker) == [("provider_linked", ada.email)]


def test_a_role_that_stays_because_nobody_else_is_an_admin_is_not_noted(maker: Maker) -> None:
    admin = maker.user("admin")
    claims = oidc.Claims(OLGA.subject, admin.email, True, admin.name, Role.VIEWER)
    sign_in(maker, claims)
    assert noted(maker) == [("provider_linked", admin.email)]
