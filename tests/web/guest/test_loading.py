"""Loading the media page ahead of its guest, and far too often (contract 3.37, 3.38)."""

import pytest

from tests.vocabulary.site import Guests, Site
from web.requests.throttling import LOADS


@pytest.mark.parametrize(
    ("header", "purpose"),
    [
        *(("Sec-Purpose", purpose) for purpose in ("prefetch", "prefetch;prerender", "prefetch;anonymous-client-ip")),
        *(("Sec-Purpose", "Prefetch"), ("Purpose", "prefetch"), ("X-Moz", "prefetch"), ("X-Purpose", "preview")),
    ],
)
def test_a_page_that_is_fetched_ahead_begins_no_visit(site: Site, guest: Guests, header: str, purpose: str) -> None:
    """Also if an older browser says so in its own words."""
    dana = guest()
    dana.enter()
    answer = dana.client.get(dana.address, headers={header: purpose})
    assert answer.status_code == 503
    assert header in answer.headers["Vary"].split(", ")
    assert answer.headers["Cache-Control"] == "no-store"
    assert site.visits() == []
    dana.watch()
    assert site.visits() == [True]


def test_what_begins_no_visit_may_be_fetched_ahead(site: Site, guest: Guests) -> None:
    """The entry page, also of a guest whose session is void, the message page, and the answer to HEAD."""
    link, ahead = site.link(), {"Sec-Purpose": "prefetch"}
    dana = guest(link)
    assert dana.client.get(dana.address, headers=ahead).status_code == 200
    dana.enter()
    assert dana.client.head(dana.address, headers=ahead).status_code == 200
    site.turn_off(link.media_id)
    assert dana.client.get(dana.address, headers=ahead).status_code == 410
    site.turn_on(link.media_id)
    page = dana.client.get(dana.address, headers=ahead)
    assert (page.status_code, 'name="email"' in page.text) == (200, True)
    assert site.visits() == []


def test_a_void_session_does_not_stand_in_the_way_of_a_fresh_entry_however_often_it_loads(
    site: Site, guest: Guests
) -> None:
    link = site.link()
    dana = guest(link)
    dana.enter()
    for _ in range(LOADS.amount):
        dana.client.get(dana.address)
    site.turn_off(link.media_id)
    assert dana.client.get(dana.address).status_code == 410
    site.turn_on(link.media_id)
    assert 'name="email"' in dana.client.get(dana.address).text
    assert dana.enter().status_code == 303


def test_sixty_loads_a_minute_are_allowed_and_one_more_is_refused_and_ends_no_visit(site: Site, guest: Guests) -> None:
    dana, other = guest(), guest()
    dana.enter()
    other.enter()
    for _ in range(LOADS.amount):
        assert dana.client.get(dana.address).status_code == 200
    refused = dana.client.get(dana.address)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert site.visits() == [True] * LOADS.amount
    assert other.client.get(other.address).status_code == 200
