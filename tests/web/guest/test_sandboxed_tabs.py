"""A mail program's sandboxed tab has no origin. Its forms come without cookies, as if from another site (contract 3.7,
11.16)."""

import pytest

from tests.conftest import database_url  # noqa: F401 (on both databases)
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Guests, Site

SANDBOX = {"Origin": "null", "Sec-Fetch-Site": "cross-site"}
TYPED = {"name": "Dana", "email": "dana@example.com"}


def test_a_guest_reads_what_is_needed_and_finds_what_was_typed(site: Site, guest: Guests) -> None:
    link = site.link()
    form = guest(link).form() | TYPED
    answer = guest(link).client.post(site.address(link), data=form, headers=SANDBOX)
    assert answer.status_code == 400
    assert "This page needs cookies" in answer.text
    assert "copy its address into a browser" in answer.text
    assert inputs(answer.text).items() >= TYPED.items()
    assert site.clicks(link) == 0


def test_a_language_can_be_chosen(guest: Guests) -> None:
    dana = guest()
    answer = dana.client.post(f"{dana.address}/language", data={"language": "es"}, headers=SANDBOX)
    assert (answer.status_code, answer.location) == (303, dana.address)


@pytest.mark.parametrize("origin", ["null", "http://evil.example"])
def test_with_cookies_a_form_of_another_site_is_not_read(site: Site, guest: Guests, origin: str) -> None:
    dana = guest(site.link())
    form = dana.form() | TYPED
    answer = dana.client.post(dana.address, data=form, headers={**SANDBOX, "Origin": origin})
    assert (answer.status_code, "Dana" in answer.text) == (403, False)


def test_without_cookies_a_form_of_a_named_site_is_not_read(site: Site, guest: Guests) -> None:
    link = site.link()
    answer = guest(link).client.post(
        site.address(link), data=TYPED, headers={**SANDBOX, "Origin": "http://evil.example"}
    )
    assert (answer.status_code, "Dana" in answer.text) == (403, False)
