"""The journeys that together hold every pair of story, way, size, language and colour scheme."""

import pytest
from playwright.sync_api import Browser

from tests.end_to_end.journeys.combinations import PAIRWISE, Combination
from tests.end_to_end.journeys.journey import Journey
from tests.end_to_end.journeys.site import Site
from tests.end_to_end.journeys.telling import go

pytestmark = pytest.mark.long


@pytest.mark.parametrize("combination", PAIRWISE, ids=str)
def test_a_journey_comes_to_its_end(combination: Combination, site: Site, browser: Browser) -> None:
    assert go(Journey(site, browser, combination)) > 3
