"""A link that somebody else edits, or that ends, while its form is open (contract 2.52, 4.47)."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from models.plumbing import database
from models.tables import GuestLink
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.site import Guests, now
from tests.web.owner.links.conftest import Window
from tests.web.owner.links.edits import EDIT, FUTURE, link, store


def test_a_field_that_somebody_else_changed_is_a_conflict_and_saving_again_replaces_it(made: Window) -> None:
    form = made.form(EDIT)
    store(name="Theirs", click_limit=50)
    answer = made.client.post(f"{made.address}/{EDIT}", data=form | {"name": "Mine"})
    assert answer.status_code == 409
    assert "This was changed in the meantime" in answer.text
    assert errors_beside(answer.text) == {"name": "Saved now: Theirs"}, "only what both have changed"
    again = inputs(answer.text)
    assert (again["name"], again["clicks"]) == ("Mine", "50"), "what was not changed here shows what is stored now"
    assert (link().name, link().click_limit) == ("Theirs", 50)
    assert made.client.post(f"{made.address}/{EDIT}", data=again).status_code == 303
    assert (link().name, link().click_limit) == ("Mine", 50)


@pytest.mark.parametrize(
    ("field", "theirs", "typed", "saved"),
    [
        ("clicks", {"click_limit": None}, "7", "none"),
        ("clicks", {"click_limit": 50}, "7", "50"),
        (
            "ends_at",
            {"expires_at": datetime(2098, 5, 6, 7, 8, tzinfo=UTC)},
            "2097-01-01T00:00",
            "6 May 2098, 07:08 UTC",
        ),
    ],
)
def test_a_conflict_names_what_saving_again_replaces(
    made: Window, field: str, theirs: dict[str, object], typed: str, saved: str
) -> None:
    store(click_limit=20)
    form = made.form(EDIT)
    store(name="Theirs", **theirs)
    answer = made.client.post(f"{made.address}/{EDIT}", data=form | {field: typed})
    assert (answer.status_code, errors_beside(answer.text)) == (409, {field: f"Saved now: {saved}"})


def test_different_fields_changed_by_two_people_are_no_conflict(made: Window) -> None:
    form = made.form(EDIT)
    store(click_limit=50)
    assert made.client.post(f"{made.address}/{EDIT}", data=form | {"name": "Mine"}).status_code == 303
    assert (link().name, link().click_limit) == ("Mine", 50)


def test_a_link_that_ended_while_the_form_was_open_is_not_revived_unasked(made: Window, guest: Guests) -> None:
    guest(link()).enter()
    form = made.form(EDIT) | {"ends_at": FUTURE}
    with database.writing() as db:
        db.execute(update(GuestLink).values(ended_at=now(), expires_at=GuestLink.expires_at))
    # The end differs from what the form showed, so this is a conflict first.
    answer = made.client.post(f"{made.address}/{EDIT}", data=form)
    assert "1 guest will enter again; 4 clicks are left." in answer.text
    assert link().ended_at is not None
    assert inputs(answer.text)["ends_at"] == FUTURE
