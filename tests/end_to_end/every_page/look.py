"""One page to be looked at."""

from collections.abc import Callable
from dataclasses import dataclass

from werkzeug.test import TestResponse

from tests.end_to_end.every_page.cast import Cast


@dataclass(frozen=True)
class Look:
    """`opened` makes its answer, which has this status. The browser then presses what these selectors name, one after
    the other."""

    name: str
    opened: Callable[[Cast], TestResponse]
    status: int = 200
    pressed: tuple[str, ...] = ()
