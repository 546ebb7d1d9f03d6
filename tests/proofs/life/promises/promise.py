"""The list of promises, each by its name: what must hold after every step of the life, whatever happened in it."""

from collections.abc import Callable

from tests.proofs.life.promises.step import Step

CHECKS: dict[str, Callable[[Step], None]] = {}


def promise(check: Callable[[Step], None]) -> Callable[[Step], None]:
    CHECKS[check.__name__.replace("_", " ")] = check
    return check
