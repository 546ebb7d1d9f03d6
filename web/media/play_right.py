"""The right of a visit to the bytes of an answer that is being sent. The front asks for it again (contract 2.46)."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class PlayRight:
    # The front counts the streams of each visit, and of each guest session, by these.
    visit_key: str
    session_hash: str
    holds: Callable[[], bool]
    """Asks the database. False when the visit is over, or when the database cannot be asked."""
