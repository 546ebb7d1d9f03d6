"""The table of contract 3.4 to 3.12: what each request to a guest's link is answered."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models.config.settings import settings
from models.plumbing import database
from models.tables import GuestLink, MediaFile
from tests.conftest import database_url  # noqa: F401 (on both databases)
from tests.vocabulary.pages import errors_beside, heading, inputs
from tests.vocabulary.site import TITLE, Guests, Site


def test_a_link_that_admits_shows_the_entry_page(site: Site, guest: Guests) -> None:
    link = site.link()
    answer = guest(link).client.get(site.address(link))
    assert answer.status_code == 200
    assert TITLE in heading(answer.text)
    assert "Louise Smith" in heading(answer.text)
    assert {"name", "email"} <= inputs(answer.text).keys()
    assert "erased after 90 days" in answer.text
    assert site.clicks(link) == 0


def test_the_entry_page_tells_a_link_preview_nothing_about_the_media(guest: Guests) -> None:
    dana = guest()
    head = dana.client.get(dana.address).text.partition("</head>")[0]
    assert "og:title" in head
    assert "og:image" not in head
    assert TITLE not in head
    assert "Louise" not in head


def test_a_valid_form_is_one_click_and_leads_to_the_same_address(site: Site, guest: Guests) -> None:
    link = site.link()
    dana = guest(link)
    answer = dana.enter()
    assert (answer.status_code, answer.location) == (303, dana.address)
    assert site.clicks(link) == 1
    page = dana.client.get(dana.address)
    assert page.status_code == 200
    assert heading(page.text) == TITLE
    assert site.visits() == [True]


def test_an_invalid_form_keeps_what_was_typed_and_says_what_is_wrong(site: Site, guest: Guests) -> None:
    link = site.link()
    dana = guest(link)
    answer = dana.send(dana.form(), name='<i>"\u202eDana', email="dana at example")
    assert answer.status_code == 422
    assert inputs(answer.text)["name"] == '<i>"\u202eDana'
    assert inputs(answer.text)["email"] == "dana at example"
    beside = errors_beside(answer.text)
    assert beside["name"] == "Name contains a character that cannot be used"
    assert beside["email"] == "Enter an email address in the correct format, like name@example.com"
    for message in beside.values():
        assert answer.text.count(message) == 2, "beside the field and in the summary"
    assert site.clicks(link) == 0


def test_one_wrong_field_has_the_focus_and_no_summary(site: Site, guest: Guests) -> None:
    dana = guest(site.link())
    answer = dana.send(dana.form(), name="Dana", email="dana at example")
    assert answer.status_code == 422
    assert "error-summary" not in answer.text
    assert answer.text.count(errors_beside(answer.text)["email"]) == 1
    assert answer.text.count(" autofocus") == 1


def test_a_corrected_form_is_admitted(site: Site, guest: Guests) -> None:
    link = site.link()
    dana = guest(link)
    refused = dana.send(dana.form(), name="")
    assert dana.send(inputs(refused.text)).status_code == 303
    assert site.clicks(link) == 1


def test_without_the_pre_session_cookie_nothing_is_admitted_and_nothing_typed_is_lost(
    site: Site, guest: Guests
) -> None:
    link = site.link()
    form = guest(link).form()
    stranger = guest(link)
    answer = stranger.send(form)
    assert answer.status_code == 400
    assert "This page needs cookies" in answer.text
    assert (inputs(answer.text)["name"], inputs(answer.text)["email"]) == ("Dana", "dana@example.com")
    assert site.clicks(link) == 0
    assert stranger.send(inputs(answer.text)).status_code == 303, "it works with the cookie that came with the answer"


def test_a_form_of_another_browser_is_not_admitted(site: Site, guest: Guests) -> None:
    link = site.link()
    mallory, dana = guest(link), guest(link)
    dana.form()
    answer = dana.send(mallory.form())
    assert answer.status_code == 422
    assert site.clicks(link) == 0


def _end(site: Site, link: GuestLink, cause: str) -> None:
    if cause == "limit":
        with database.writing() as db:
            db.execute(update(GuestLink).where(GuestLink.id == link.id).values(clicks=1))
    act = {
        "off": lambda: site.turn_off(link.media_id),
        "removed": lambda: site.delete_link(link),
        "media gone": lambda: site.delete_media(link.media_id),
        "module off": lambda: site.switch_module(False),
    }
    act.get(cause, lambda: None)()


CAUSES = {
    "off": "This link is turned off",
    "expired": "This link has expired",
    "limit": "This link has reached its limit",
    "removed": "This link was removed",
    "media gone": "This media is no longer available",
    "module off": "Guest links are not available on this site",
}


@pytest.mark.parametrize(("cause", "words"), CAUSES.items())
def test_a_dead_link_says_why_to_a_load_and_to_any_form(site: Site, guest: Guests, cause: str, words: str) -> None:
    ended = cause == "expired"
    link = site.link(clicks=1, days=1, age=timedelta(days=1) if ended else timedelta())
    dana = guest(link)
    form = {} if ended else dana.form()
    _end(site, link, cause)
    clicks = site.clicks(link)
    for answer in (
        dana.client.get(dana.address),
        dana.send(form),
        dana.send(form, name="", email="\0"),
        guest(link).client.post(dana.address, data={}),
        guest(link).client.post(dana.address, data=b"\xff\xfe", content_type="multipart/form-data"),
    ):
        assert (answer.status_code, heading(answer.text)) == (410, words)
        assert TITLE not in answer.text
        assert "Louise" not in answer.text
    assert site.clicks(link) == clicks


def test_a_missing_recording_refuses_loads_until_it_is_back(site: Site, guest: Guests) -> None:
    link = site.link()
    dana, late = guest(link), guest(link)
    dana.enter()
    visit = dana.watch()
    form = late.form()
    with database.reading() as db:
        name = db.scalars(select(MediaFile.stored_name).where(MediaFile.role == "video")).one()
    away = (settings().media_folder / name).rename(settings().media_folder / "away")
    for answer in (dana.client.get(dana.address), dana.send({}), late.client.get(late.address), late.send(form)):
        assert (answer.status_code, heading(answer.text)) == (410, CAUSES["media gone"])
    assert dana.client.head(dana.address).status_code == 410
    away.rename(settings().media_folder / name)
    assert dana.client.get(f"{visit}/video").status_code == 403, "the refused load ended the visit"
    assert heading(dana.client.get(dana.address).text) == TITLE
    assert site.clicks(link) == 1
    assert late.send(form).status_code == 303


def test_the_first_cause_that_holds_is_named(site: Site, guest: Guests) -> None:
    link = site.link(days=1, age=timedelta(days=2))
    dana = guest(link)
    for cause in ("off", "expired", "module off", "removed", "media gone"):
        _end(site, link, cause)
        named = "expired" if cause == "off" else cause
        assert heading(dana.client.get(dana.address).text) == CAUSES[named]


def test_the_limit_stops_new_guests_only(site: Site, guest: Guests) -> None:
    link = site.link(clicks=1)
    dana, late = guest(link), guest(link)
    assert dana.enter().status_code == 303
    assert late.client.get(late.address).status_code == 410
    assert dana.client.get(dana.address).status_code == 200
    assert dana.client.get(dana.address).status_code == 200


@pytest.mark.parametrize("token", ["x", "a" * 32, "%00", "%ED%A0%80", "..%2e", "a" * 5000, "%F0%9F%92%A9"])
def test_an_unknown_or_malformed_token_is_404(site: Site, token: str) -> None:
    for method in ("GET", "HEAD", "POST"):
        answer = site.browser().open(f"/g/{token}", method=method)
        assert answer.status_code == 404
        assert "Set-Cookie" not in answer.headers
    assert "This page does not exist" in answer.text
