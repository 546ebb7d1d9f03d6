"""One form is one click, however often it is sent, and returning costs nothing (contract 2.13, 2.14)."""

from werkzeug.test import TestResponse

from tests.conftest import database_url  # noqa: F401 (on both databases)
from tests.vocabulary.pages import heading, inputs
from tests.vocabulary.site import TITLE, Guests, Site

SESSION = "guestlink_guest"


def _session_cookies(answer: TestResponse) -> list[str]:
    cookies = answer.headers.getlist("Set-Cookie")
    # Without its end, which is counted from each answer.
    return [cookie.partition(";")[0] for cookie in cookies if cookie.startswith(f"{SESSION}=")]


def test_every_repeat_of_a_form_gets_the_same_cookie(site: Site, guest: Guests) -> None:
    link = site.link(clicks=1)
    dana = guest(link)
    form = dana.form()
    first = _session_cookies(dana.send(form))
    assert len(first) == 1
    for _ in range(3):
        # The answer did not arrive: the browser has its pre-session, but no guest session.
        dana.client.delete_cookie(SESSION, path=dana.address)
        again = dana.send(form)
        assert (again.status_code, _session_cookies(again)) == (303, first)
    assert site.clicks(link) == 1
    assert heading(dana.client.get(dana.address).text) == TITLE


def test_a_repeat_with_other_values_is_still_the_same_form(site: Site, guest: Guests) -> None:
    link = site.link()
    dana = guest(link)
    form = dana.form()
    first = _session_cookies(dana.send(form))
    dana.client.delete_cookie(SESSION, path=dana.address)
    assert _session_cookies(dana.send(form, name="", email="nobody")) == first
    assert site.clicks(link) == 1


def test_a_repeat_of_a_form_gets_410_after_access_was_turned_off(site: Site, guest: Guests) -> None:
    link = site.link(clicks=1)
    dana = guest(link)
    form = dana.form()
    dana.send(form)
    dana.client.delete_cookie(SESSION, path=dana.address)
    site.turn_off(link.media_id)
    answer = dana.send(form)
    assert answer.status_code == 410
    assert not _session_cookies(answer)


def test_a_second_tab_with_a_form_of_its_own_costs_nothing(site: Site, guest: Guests) -> None:
    link = site.link()
    dana = guest(link)
    one, other = dana.form(), dana.form()
    assert one["csrf_token"] != other["csrf_token"]
    dana.send(one)
    mine = dana.cookie(SESSION)
    assert dana.send(other, name="Somebody").status_code == 303
    assert (site.clicks(link), dana.cookie(SESSION)) == (1, mine)


def test_a_guest_with_a_void_cookie_can_enter_again(site: Site, guest: Guests) -> None:
    link = site.link()
    dana = guest(link)
    dana.enter()
    old = dana.cookie(SESSION)
    site.turn_off(link.media_id)
    site.turn_on(link.media_id)
    page = dana.client.get(dana.address)
    assert page.status_code == 200
    assert "data-visit-url" not in page.text
    assert dana.send(inputs(page.text)).status_code == 303
    assert dana.cookie(SESSION) != old
    assert heading(dana.client.get(dana.address).text) == TITLE
    assert site.clicks(link) == 2


def test_a_spent_form_is_answered_with_a_new_one_that_works(site: Site, guest: Guests) -> None:
    link = site.link()
    dana = guest(link)
    form = dana.form()
    dana.send(form)
    site.turn_off(link.media_id)
    site.turn_on(link.media_id)
    answer = dana.send(form)
    assert answer.status_code == 422
    assert "Your earlier visit has ended" in answer.text
    assert (inputs(answer.text)["name"], inputs(answer.text)["email"]) == ("Dana", "dana@example.com")
    assert site.clicks(link) == 1
    assert dana.send(inputs(answer.text)).status_code == 303
    assert site.clicks(link) == 2


def test_head_starts_no_visit_and_costs_nothing(site: Site, guest: Guests) -> None:
    link = site.link()
    dana = guest(link)
    head = dana.client.head(dana.address)
    assert (head.status_code, head.data, site.clicks(link)) == (200, b"", 0)
    dana.enter()
    assert dana.client.head(dana.address).status_code == 200
    assert site.visits() == []
    site.turn_off(link.media_id)
    assert dana.client.head(dana.address).status_code == 410


def test_a_refused_load_ends_every_visit_of_that_session_and_of_no_other(site: Site, guest: Guests) -> None:
    link = site.link()
    dana, other = guest(link), guest(site.link(link.media_id))
    for person in (dana, other):
        person.enter()
    for person in (dana, dana, other):
        person.watch()
    assert site.visits() == [True, True, True]
    site.delete_link(link)
    assert dana.client.get(dana.address).status_code == 410
    assert site.visits() == [False, False, True]
    assert other.client.get(other.address).status_code == 200


def test_old_sessions_come_back_with_the_module(site: Site, guest: Guests) -> None:
    link = site.link()
    dana = guest(link)
    dana.enter()
    site.switch_module(False)
    assert dana.client.get(dana.address).status_code == 410
    site.switch_module(True)
    assert heading(dana.client.get(dana.address).text) == TITLE
    assert site.clicks(link) == 1
