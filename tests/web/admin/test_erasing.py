"""Erasing a guest on request, on an admin's page (contract 11.65)."""

import pytest
from sqlalchemy import select

from models.plumbing import database
from models.tables import AuditEntry, GuestEntry
from tests.vocabulary.pages import errors_beside, heading
from tests.vocabulary.site import Guests
from tests.web.admin.conftest import Admin


def enter(guest: Guests, *addresses: str) -> None:
    for address in addresses:
        visitor = guest()
        visitor.send(visitor.form(), email=address)


def emails() -> list[str | None]:
    with database.reading() as db:
        return list(db.scalars(select(GuestEntry.email).order_by(GuestEntry.id)))


def noted() -> list[tuple[str, str]]:
    with database.reading() as db:
        return [(entry.act, entry.detail) for entry in db.scalars(select(AuditEntry))]


def test_it_says_how_many_entries_there_are_before_it_erases_any(admin: Admin, guest: Guests) -> None:
    enter(guest, "dana@example.com", "Dana@Example.com", "noa@example.com")
    asked = admin.post("/admin/erase", email="DANA@example.com")
    assert (asked.status_code, heading(asked.text)) == (200, "Erase this guest?")
    assert "2 entries of" in asked.text
    assert None not in emails()
    assert admin.post("/admin/erase", email="DANA@example.com", sure="yes").status_code == 303
    assert emails() == [None, None, "noa@example.com"]
    assert "2 entries were erased." in admin.client.get("/admin/erase").text


def test_the_audit_log_knows_of_it_without_the_address(admin: Admin, guest: Guests) -> None:
    enter(guest, "dana@example.com")
    admin.post("/admin/erase", email="dana@example.com", sure="yes")
    assert noted() == [("guest_erased", "1")]


@pytest.mark.parametrize("sure", [{}, {"sure": "yes"}])
@pytest.mark.parametrize("typed", ["", "dana", "nobody@example.com"])
def test_an_address_without_entries_is_refused_beside_its_field(
    admin: Admin, guest: Guests, typed: str, sure: dict[str, str]
) -> None:
    enter(guest, "dana@example.com")
    answer = admin.post("/admin/erase", email=typed, **sure)
    assert (answer.status_code, list(errors_beside(answer.text))) == (422, ["email"])
    assert emails() == ["dana@example.com"]
