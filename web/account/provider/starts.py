"""The starts of sign-ins, kept in the owner's cookie: which page each one leads to, and what proves its answer."""

from dataclasses import astuple, dataclass, replace
from typing import Any

from flask import session

NAME = "starts"
# What the next start asks the provider for, after signing out there.
ASK_ACCOUNT = "ask_account"
# Browsers drop a cookie of more than 4 KB (facts 41).
MOST = 5


@dataclass(frozen=True)
class Start:
    state: str
    next_page: str | None
    verifier: str
    # Blank once an answer has come: that start proves nothing more, and only knows its page.
    nonce: str
    prompt: str | None = None
    # Whether it was started again by itself, which happens once.
    is_second: bool = False


def _all() -> list[Start]:
    return [Start(*each) for each in session.get(NAME, [])]


def _keep(starts: list[Start]) -> None:
    session[NAME] = [list(astuple(start)) for start in starts[-MOST:]]


def add(start: Start) -> None:
    _keep([*_all(), start])


def find(state: str) -> Start | None:
    return next((start for start in _all() if state and start.state == state), None)


def use(used: Start) -> None:
    """An answer counts once."""
    _keep([replace(start, verifier="", nonce="") if start.state == used.state else start for start in _all()])


def kept_when_signed_in() -> dict[str, Any]:
    """The pages of other tabs that are still at the provider. Signing in begins a new cookie, and they go into it."""
    pages = [list(astuple(replace(start, verifier="", nonce=""))) for start in _all()]
    return {NAME: pages} if pages else {}
