"""A link lives again when its owner moves its end, and the owner is told first what that does (contract 4.47)."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Guests, now
from tests.web.owner.links.conftest import Window
from tests.web.owner.links.edits import EDIT, FUTURE, edit, link, store


def test_it_says_who_enters_again_before_a_link_lives_again(made: Window, guest: Guests) -> None:
    for _ in range(3):
        guest(link()).enter()
    store(expires_at=now() - timedelta(seconds=1))
    page = made.client.get(f"{made.address}/{EDIT}").text
    assert "3 guests will enter again; 2 clicks are left." in page
    raised = edit(made, **{"raise": "8"})
    assert inputs(raised.text)["clicks"] == "8"
    assert "3 guests will enter again; 5 clicks are left." in raised.text
    assert 'name="raise"' not in raised.text, "that limit is enough"
    assert link().click_limit == 5
    assert made.client.post(f"{made.address}/{EDIT}", data=inputs(raised.text) | {"ends_at": FUTURE}).status_code == 303
    assert (link().click_limit, link().expires_at) == (8, datetime(2027, 1, 31, 18, tzinfo=UTC))


@pytest.mark.parametrize(
    ("typed", "left", "offer"),
    [
        ("5", "; 2 clicks are left.", "8"),
        ("7", "; 4 clicks are left.", None),
        ("6", "; 3 clicks are left.", None),
        ("4", "; 1 click is left.", "7"),
        ("", ".", None),
        ("many", "; 2 clicks are left.", "8"),
        ("2", "; 2 clicks are left.", "8"),
        ("0", "; 2 clicks are left.", "8"),
    ],
)
def test_it_reckons_with_the_limit_that_the_form_holds_as_far_as_that_can_be_saved(
    made: Window, guest: Guests, typed: str, left: str, offer: str | None
) -> None:
    """In each answer that shows the form again."""
    for _ in range(3):
        guest(link()).enter()
    store(expires_at=now() - timedelta(seconds=1))
    for refused_or_moved in ({"name": " "}, {"later": "7"}):
        page = edit(made, clicks=typed, **refused_or_moved).text
        assert f"3 guests will enter again{left}</p>" in page
        assert re.findall('name="raise" value="([^"]*)"', page) == ([offer] if offer else [])
    assert link().click_limit == 5


def test_where_a_colleague_has_raised_the_limit_meanwhile_that_one_counts(made: Window, guest: Guests) -> None:
    for _ in range(3):
        guest(link()).enter()
    store(expires_at=now() - timedelta(seconds=1))
    form = made.form(EDIT)
    store(click_limit=50)
    page = made.client.post(f"{made.address}/{EDIT}", data=form | {"later": "7"}).text
    assert "3 guests will enter again; 47 clicks are left.</p>" in page


def test_large_numbers_are_for_people_to_read_and_the_values_of_the_form_are_plain(made: Window, guest: Guests) -> None:
    guest(link()).enter()
    store(expires_at=now() - timedelta(seconds=1), clicks=12_000, click_limit=12_000)
    page = made.client.get(f"{made.address}/{EDIT}").text
    assert '<button name="raise" value="12001">Raise the limit to 12,001</button>' in page
    assert "12,000 of 12,000 used." in page
    assert inputs(page)["clicks"] == "12000"


@pytest.mark.parametrize("cause", [{"media_available": False}, {"owner_stopped": True}, {"access_on": False}])
def test_it_lives_again_also_where_its_status_names_another_cause(
    made: Window, guest: Guests, cause: dict[str, bool]
) -> None:
    guest(link()).enter()
    store(expires_at=now() - timedelta(seconds=1), **cause)
    assert "1 guest will enter again" in made.client.get(f"{made.address}/{EDIT}").text
    assert edit(made, ends_at=FUTURE).status_code == 303
    assert link().expires_at == datetime(2027, 1, 31, 18, tzinfo=UTC)
