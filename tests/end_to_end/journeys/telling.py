"""Which story has which name, and going through one."""

from collections.abc import Callable

from tests.end_to_end.journeys.journey import Journey
from tests.end_to_end.journeys.stories import (
    administering,
    comfort,
    demo,
    everywhere,
    inviting,
    life_of_a_link,
    many_links,
    theming,
    who_came,
)

TOLD: dict[str, Callable[[Journey], None]] = {
    "inviting": inviting.tell,
    "life_of_a_link": life_of_a_link.tell,
    "who_came": who_came.tell,
    "many_links": many_links.tell,
    "theming": theming.tell,
    "administering": administering.tell,
    "comfort": comfort.tell,
    "demo": demo.tell,
    "everywhere": everywhere.tell,
}


def go(journey: Journey) -> int:
    """Go through its story. Returns how many pages were looked at. Fails if there is any fault."""
    try:
        TOLD[journey.combination.story](journey)
    finally:
        journey.end()
    assert not journey.faults, "\n".join(journey.faults)
    return journey.seen
