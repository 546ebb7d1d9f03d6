"""In which ways a story is gone through: all of them, and the few that hold every pair."""

from dataclasses import astuple, dataclass, fields
from itertools import combinations, product

STORIES = (
    "inviting",
    "life_of_a_link",
    "who_came",
    "many_links",
    "theming",
    "administering",
    "comfort",
    "demo",
    "everywhere",
)
WAYS = ("mouse", "keyboard", "no script")
SIZES = ("phone", "desktop")
LANGUAGES = ("en", "he", "es")
SCHEMES = ("light", "dark")


@dataclass(frozen=True)
class Combination:
    story: str
    way: str
    size: str
    language: str
    scheme: str

    def __str__(self) -> str:
        return "-".join(astuple(self)).replace(" ", "-")

    def pairs(self) -> set[frozenset[tuple[str, str]]]:
        """Each two of its choices, by the names of their fields."""
        choices = [(field.name, getattr(self, field.name)) for field in fields(self)]
        return {frozenset(pair) for pair in combinations(choices, 2)}


FULL_PRODUCT = [Combination(*choices) for choices in product(STORIES, WAYS, SIZES, LANGUAGES, SCHEMES)]


def pairwise(of: list[Combination]) -> list[Combination]:
    """A few of them, so that each pair of choices occurs at least once. They are the same each time.

    Takes the one that holds most of the pairs that are still missing, again and again.
    """
    missing = set().union(*(each.pairs() for each in of))
    chosen = []
    while missing:
        best = max(of, key=lambda each: len(missing & each.pairs()))
        chosen.append(best)
        missing -= best.pairs()
    return chosen


PAIRWISE = pairwise(FULL_PRODUCT)
