"""Entering as somebody else, in the browser of a guest (contract 3.51)."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from models.plumbing import database
from models.tables import GuestEntry
from tests.vocabulary.pages import inputs, visit_url
from tests.vocabulary.site import Guest, Guests, Site


@pytest.fixture
def dana(guest: Guests) -> Guest:
    dana = guest()
    dana.enter()
    return dana


def fresh_form(guest: Guest) -> dict[str, str]:
    """Of the button beside *Leave*."""
    page = guest.client.get(f"{guest.address}?somebody-else=1").text
    assert "csrf_token" in page
    return {name: value for name, value in inputs(page).items() if name not in {"name", "email"}}


def names() -> list[str | None]:
    with database.reading() as db:
        return list(db.scalars(select(GuestEntry.name).order_by(GuestEntry.id)))


def enters_as(guest: Guest, form: dict[str, str], name: str) -> int:
    return guest.client.post(guest.address, data=form | {"name": name, "email": "o@example.com"}).status_code


def test_the_page_offers_it_with_the_name_and_without_a_script(dana: Guest) -> None:
    page = dana.client.get(dana.address).text
    assert 'Not <bdi translate="no">Dana</bdi>? Enter as somebody else' in page
    assert f'<form class="somebody-else" method="get" action="{dana.address}">' in page


def test_the_fresh_form_shows_nothing_of_the_other_and_ends_nothing(site: Site, dana: Guest) -> None:
    visit = dana.watch()
    page = dana.client.get(f"{dana.address}?somebody-else=1").text
    assert "Dana" not in page
    assert "dana@example.com" not in page
    assert site.visits() == [True]
    assert dana.client.get(f"{visit}/video").status_code == 200
    assert dana.client.get(dana.address).status_code == 200
    assert names() == ["Dana"]


def test_when_the_form_admits_the_other_session_and_its_visits_end(site: Site, dana: Guest) -> None:
    visit, cookie = dana.watch(), dana.cookie("guestlink_guest")
    assert enters_as(dana, fresh_form(dana), "Omer") == 303
    assert names() == ["Dana", "Omer"]
    assert site.visits() == [False]
    page = dana.client.get(dana.address).text
    assert 'Watching as <bdi translate="no">Omer</bdi>' in page
    old = site.browser()
    old.set_cookie("guestlink_guest", cookie or "", path=dana.address)
    assert old.get(f"{visit}/video").status_code == 403
    assert "csrf_token" in old.get(dana.address).text


def test_a_form_that_admits_nobody_ends_nothing(site: Site, dana: Guest) -> None:
    dana.watch()
    form = fresh_form(dana)
    answer = dana.client.post(dana.address, data=form | {"name": "", "email": "x"})
    assert answer.status_code == 422
    assert inputs(answer.text)["instead_of"] == form["instead_of"]
    assert site.visits() == [True]
    assert 'Watching as <bdi translate="no">Dana</bdi>' in dana.client.get(dana.address).text


def test_at_the_limit_nobody_enters_and_the_guest_stays(site: Site, guest: Guests) -> None:
    dana = guest(site.link(clicks=2))
    dana.enter()
    form = fresh_form(dana)
    other = Guest(site.browser(), dana.address)
    assert other.enter().status_code == 303
    assert enters_as(dana, form, "Omer") == 410
    assert names() == ["Dana", "Dana"]
    assert dana.client.get(dana.address).status_code == 200


def test_the_same_form_again_is_one_click_and_a_second_tab_finds_who_has_entered(dana: Guest) -> None:
    form, second_tab = fresh_form(dana), fresh_form(dana)
    assert [enters_as(dana, form, "Omer") for _ in range(3)] == [303, 303, 303]
    assert enters_as(dana, second_tab, "Noa") == 303
    assert names() == ["Dana", "Omer"]
    assert 'Watching as <bdi translate="no">Omer</bdi>' in dana.client.get(dana.address).text


def test_an_answer_that_was_lost_ends_the_other_session_when_the_form_is_sent_again(site: Site, dana: Guest) -> None:
    visit, cookie = dana.watch(), dana.cookie("guestlink_guest")
    form = fresh_form(dana)
    assert enters_as(dana, form, "Omer") == 303
    # The browser has not got the new cookie.
    dana.client.set_cookie("guestlink_guest", cookie or "", path=dana.address)
    assert enters_as(dana, form, "Omer") == 303
    assert names() == ["Dana", "Omer"]
    assert visit_url(dana.client.get(dana.address).text) != visit
    assert site.visits() == [False, True]


def language_form(page: str) -> str:
    """The address to which the choice of a language is sent."""
    (address,) = re.findall('<form class="languages" method="post" action="([^"]*)"', page)
    return unescape(address)


@pytest.mark.parametrize("is_refused", [False, True])
def test_who_chooses_a_language_in_that_form_comes_back_to_it(site: Site, dana: Guest, is_refused: bool) -> None:
    """Otherwise they would see the page of the guest before, and what they have typed would be gone."""
    form = fresh_form(dana)
    page = dana.client.get(f"{dana.address}?somebody-else=1").text
    if is_refused:
        page = dana.client.post(dana.address, data=form | {"name": "", "email": "x"}).text
    answer = dana.client.post(language_form(page), data={"language": "es"})
    assert (answer.status_code, answer.location) == (303, f"{dana.address}?somebody-else=1")
    assert f"Path={dana.address};" in answer.headers["Set-Cookie"]
    spanish = dana.client.get(answer.location).text
    assert '<html lang="es"' in spanish
    assert inputs(spanish)["instead_of"] == form["instead_of"]
    assert site.visits() == []
    assert enters_as(dana, inputs(spanish), "Omer") == 303
    assert names() == ["Dana", "Omer"]


def test_on_all_other_pages_of_a_link_a_language_leads_to_the_link_itself(dana: Guest, guest: Guests) -> None:
    omer = guest()
    for each in (dana, omer):
        address = language_form(each.client.get(each.address).text)
        assert each.client.post(address, data={"language": "es"}).location == each.address


def test_a_form_without_the_mark_of_this_guest_changes_nothing(dana: Guest) -> None:
    form = fresh_form(dana) | {"instead_of": "0" * 24}
    assert enters_as(dana, form, "Omer") == 303
    assert names() == ["Dana"]
