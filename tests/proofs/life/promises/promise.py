"""The list of promises. Each must be true after every step."""

from collections.abc import Callable

from tests.proofs.life.promises.step import Step

CHECKS: dict[str, Callable[[Step], None]] = {}


def promise(check: Callable[[Step], None]) -> Callable[[Step], None]:
    """Add this check to the list. Its name is the promise."""
    CHECKS[check.__name__.replace("_", " ")] = check
    return check
