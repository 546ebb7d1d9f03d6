"""A guest who watches a live session, and a recording that a guest or its owner asks for."""

import os
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.vocabulary.live import live
from tests.vocabulary.site import Guest, Guests, Site
from web.media.ranges import LARGEST_PART

SIZE = LARGEST_PART + 1_000_003
CONTENT = os.urandom(1000) * (SIZE // 1000 + 1)
CONTENT = CONTENT[:SIZE]
Get = Callable[..., TestResponse]


@pytest.fixture
def live_guest(site: Site, guest: Guests) -> Guest:
    """They have entered, and the session is on."""
    dana = guest(site.link(live(site)))
    dana.enter()
    return dana


@pytest.fixture(params=["guest", "owner"])
def get(request: pytest.FixtureRequest, site: Site) -> Get:
    owner = site.maker.user()
    media_id = site.media(owner, content=CONTENT)
    if request.param == "owner":
        client, address = site.signed_in(owner), f"/media/{media_id}"
    else:
        dana = Guest(site.browser(), site.address(site.link(media_id)))
        dana.enter()
        client, address = dana.client, dana.watch()

    def ask(*, method: str = "GET", **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.open(f"{address}/video", method=method, headers=named)

    return ask
