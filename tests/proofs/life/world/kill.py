"""Ends a step at a chosen statement. To the site that looks as if its process was killed."""

from dataclasses import dataclass


class Killed(BaseException):
    """Nothing in the product catches it, so it ends the work without an answer."""


@dataclass
class Kill:
    """Raises Killed before a statement or commit, after `left` others. None: never."""

    left: int | None = None

    def strike(self, *_: object, **__: object) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            self.left = None
            raise Killed
