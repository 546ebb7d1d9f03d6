"""The form of a new link: what it refuses, in which words, and that nothing typed is lost (contract 6.4, 6.5, 6.6)."""

import pytest
from sqlalchemy import select, update

from models.plumbing import database
from models.tables import GuestLink, Module
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.site import Site
from tests.web import typing_badly
from tests.web.owner.links.conftest import Window

NAMES = [(name, words.replace("a name", "a link name")) for name, words in typing_badly.NAMES]
NUMBERS = [
    (field, typed, f"{label} {words}")
    for field, label in (("clicks", "Number of clicks"), ("days", "Number of days"))
    for typed, words in typing_badly.NUMBERS
]
NUMBERS += [("clicks", typed, "Number of clicks must be 1,000,000 or fewer") for typed in typing_badly.TOO_MANY]
NUMBERS += [("clicks", "1000001", "Number of clicks must be 1,000,000 or fewer")]
NUMBERS += [("days", typed, "Number of days must be 3,650 or fewer") for typed in ("3651", *typing_badly.TOO_MANY)]


@pytest.mark.parametrize(("name", "words"), NAMES)
def test_a_wrong_name_is_refused_and_the_rest_is_kept(site: Site, window: Window, name: str, words: str) -> None:
    answer = window.create(name=name, clicks="12", days="7")
    assert answer.status_code == 422
    assert words in errors_beside(answer.text)["name"]
    assert (inputs(answer.text)["clicks"], inputs(answer.text)["days"]) == ("12", "7")
    assert site.state()["guest_link"] == 0


@pytest.mark.parametrize(("field", "typed", "words"), NUMBERS)
def test_a_wrong_number_is_refused_and_kept(site: Site, window: Window, field: str, typed: str, words: str) -> None:
    answer = window.create(**{field: typed})
    assert (answer.status_code, errors_beside(answer.text)) == (422, {field: words})
    if "\0" not in typed:
        assert inputs(answer.text)[field] == typed
    assert inputs(answer.text)["name"] == "A link"
    assert site.state()["guest_link"] == 0


@pytest.mark.parametrize(("clicks", "days"), [("", ""), ("1", "1"), ("1000000", "3650"), (" 007 ", "\t10"), ("1", "")])
def test_numbers_within_the_bounds_are_accepted(site: Site, window: Window, clicks: str, days: str) -> None:
    assert window.create(clicks=clicks, days=days).status_code == 303
    assert site.state()["guest_link"] == 1


def test_a_fourth_link_is_refused_and_what_was_typed_is_kept(site: Site, window: Window) -> None:
    assert [window.create().status_code for _ in range(3)] == [303] * 3
    answer = window.create(name="The fourth", clicks="12", days="7")
    assert answer.status_code == 409
    assert "This media already has 3 guest links. Delete one to create another." in answer.text
    kept = inputs(answer.text)
    assert (kept["name"], kept["clicks"], kept["days"]) == ("The fourth", "12", "7")
    assert site.state()["guest_link"] == 3


def test_a_form_that_is_sent_again_leads_to_its_link(site: Site, window: Window) -> None:
    form = window.form("new")
    first = window.client.post(window.address, data=form)
    for again in (form, form | {"name": "Another name"}):
        answer = window.client.post(window.address, data=again)
        assert (answer.status_code, answer.location) == (303, first.location)
    assert "had already been created" in window.client.get(window.address).text
    assert site.state()["guest_link"] == 1
    assert window.client.post(window.address, data=window.form("new")).location != first.location


def test_a_refused_form_makes_one_link_when_it_is_sent_again(site: Site, window: Window) -> None:
    refused = window.create(name="", clicks="5")
    form = inputs(refused.text) | {"name": "A link"}
    assert {window.client.post(window.address, data=form).status_code for _ in range(3)} == {303}
    assert site.state()["guest_link"] == 1


def test_a_form_whose_link_was_deleted_asks_once_more(site: Site, window: Window) -> None:
    form = window.form("new") | {"name": "For the team", "clicks": "5"}
    window.client.post(window.address, data=form)
    with database.reading() as db:
        link = db.scalars(select(GuestLink)).one()
    site.delete_link(link)
    answer = window.client.post(window.address, data=form)
    assert answer.status_code == 422
    assert "The link that this form made was deleted. Continue once more." in answer.text
    assert (inputs(answer.text)["name"], inputs(answer.text)["clicks"]) == ("For the team", "5")
    assert window.client.post(window.address, data=inputs(answer.text)).status_code == 303


def test_missing_fields_count_as_blank(site: Site, window: Window) -> None:
    form = window.form("new")
    answer = window.client.post(window.address, data={"do": "create", "csrf_token": form["csrf_token"]})
    assert (answer.status_code, errors_beside(answer.text)) == (422, {"name": "Enter a link name"})


def test_a_permission_lost_while_typing_keeps_what_was_typed(site: Site, window: Window) -> None:
    form = window.form("new") | {"name": "For the team", "clicks": "5"}
    with database.writing() as db:
        db.execute(update(Module).values(minimal_role="admin"))
    answer = window.client.post(window.address, data=form)
    assert answer.status_code == 403
    assert "You are not allowed to create guest links on this site." in answer.text
    assert (inputs(answer.text)["name"], inputs(answer.text)["clicks"]) == ("For the team", "5")
    assert site.state()["guest_link"] == 0


def test_an_owner_with_three_links_is_told_before_typing(window: Window) -> None:
    for _ in range(3):
        assert "already has 3" not in window.client.get(f"{window.address}/new").text
        assert window.create().status_code == 303
    page = window.client.get(f"{window.address}/new").text
    assert "This media already has 3 guest links. Delete one to create another." in page
    assert '<button class="primary" disabled aria-describedby="why-not">' in page
    assert page.count('id="why-not"') == 1


def test_a_refused_form_can_be_sent_again_when_a_place_is_free(site: Site, window: Window) -> None:
    form = window.form("new") | {"name": "The fourth"}
    for _ in range(3):
        window.create()
    refused = window.client.post(window.address, data=form)
    assert refused.status_code == 409
    assert "disabled" not in refused.text.partition("<form")[2]
    window.client.post(window.address, data=window.form("links/1/delete"))
    assert window.client.post(window.address, data=inputs(refused.text)).status_code == 303
    assert "The fourth" in window.client.get(window.address).text
