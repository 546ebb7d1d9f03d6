"""Loading the media page ahead of its guest, and far too often (contract 3.37, 3.38)."""

import pytest

from tests.vocabulary.site import Guests, Site
from web.requests.throttling import LOADS


@pytest.mark.parametrize("purpose", ["prefetch", "prefetch;prerender", "prefetch;anonymous-client-ip"])
def test_a_page_that_is_fetched_ahead_begins_no_visit(site: Site, guest: Guests, purpose: str) -> None:
    dana = guest()
    dana.enter()
    answer = dana.client.get(dana.address, headers={"Sec-Purpose": purpose})
    assert (answer.status_code, answer.headers["Vary"]) == (503, "Sec-Purpose")
    assert answer.headers["Cache-Control"] == "no-store"
    assert site.visits() == []
    dana.watch()
    assert site.visits() == [True]


def test_an_entry_page_may_be_fetched_ahead(guest: Guests) -> None:
    dana = guest()
    assert dana.client.get(dana.address, headers={"Sec-Purpose": "prefetch"}).status_code == 200


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
