"""A guest who watches a live session."""

import pytest

from tests.vocabulary.live import live
from tests.vocabulary.site import Guest, Guests, Site


@pytest.fixture
def live_guest(site: Site, guest: Guests) -> Guest:
    """They have entered, and the session is on."""
    dana = guest(site.link(live(site)))
    dana.enter()
    return dana
