"""Death at a chosen moment."""

from dataclasses import dataclass


class Killed(BaseException):
    """The process is gone in the middle of it: nothing catches this, nobody gets an answer."""


@dataclass
class Kill:
    """Strikes before the n-th statement or commit from now on; None: never."""

    left: int | None = None

    def strike(self, *_: object, **__: object) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            self.left = None
            raise Killed
