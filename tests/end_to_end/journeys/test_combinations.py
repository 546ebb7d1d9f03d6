"""The journeys of CI hold every pair of choices."""

from itertools import product

import pytest

from tests.end_to_end.journeys.combinations import (
    FULL_PRODUCT,
    LANGUAGES,
    PAIRWISE,
    SCHEMES,
    SIZES,
    STORIES,
    WAYS,
    Combination,
    pairwise,
)
from tests.end_to_end.journeys.telling import TOLD

CHOICES = {"story": STORIES, "way": WAYS, "size": SIZES, "language": LANGUAGES, "scheme": SCHEMES}
PAIRS_OF_FIELDS = [(one, other) for one in CHOICES for other in CHOICES if one < other]


@pytest.mark.parametrize(("one", "other"), PAIRS_OF_FIELDS)
def test_every_pair_is_gone_through_in_ci(one: str, other: str) -> None:
    held = {(getattr(each, one), getattr(each, other)) for each in PAIRWISE}
    assert held == set(product(CHOICES[one], CHOICES[other]))


def test_there_are_hardly_more_than_there_have_to_be() -> None:
    """Each story in each way is a pair, so there are never fewer than that."""
    assert len(PAIRWISE) <= len(STORIES) * len(WAYS) + 3
    assert len(set(PAIRWISE)) == len(PAIRWISE)


def test_the_full_product_holds_each_combination_once() -> None:
    assert len(FULL_PRODUCT) == len(set(FULL_PRODUCT)) == 9 * 3 * 2 * 3 * 2


def test_the_same_ones_are_chosen_each_time() -> None:
    assert pairwise(FULL_PRODUCT) == PAIRWISE


def test_a_missing_choice_is_noticed() -> None:
    """Without the dark scheme in Spanish there is no set that holds every pair."""
    lacking = [each for each in FULL_PRODUCT if (each.language, each.scheme) != ("es", "dark")]
    pairs = set().union(*(each.pairs() for each in pairwise(lacking)))
    assert set().union(*(each.pairs() for each in FULL_PRODUCT)) - pairs == {
        frozenset({("language", "es"), ("scheme", "dark")})
    }


def test_each_story_is_told() -> None:
    assert tuple(TOLD) == STORIES
    assert str(Combination("demo", "no script", "phone", "he", "dark")) == "demo-no-script-phone-he-dark"
