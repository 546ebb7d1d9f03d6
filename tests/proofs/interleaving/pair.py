"""A pair: two transactions that run at the same time on one media item, what their callers may be told, and what must
hold afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from models.guests.visiting import Guest
from models.plumbing import keys
from tests.proofs.transactions.instants import SOON
from tests.proofs.transactions.setup import Act, Prepare, Setup
from tests.vocabulary import acts

# What the first and the second caller are told.
Answers = tuple[str, str]

DONE = (("done", "done"),)
DONE_SWEPT = (("done", "swept"),)
DONE_OR_NOT_FOUND = (("done", "done"), ("refused: NotFound", "done"))
SWEPT = (("swept", "swept"),)


@dataclass(frozen=True)
class Pair:
    """`allowed`: all the answers that the two may get. `now`: the later of their two instants."""

    name: str
    prepare: Prepare
    first: Act
    second: Act
    allowed: tuple[Answers, ...] = DONE
    now: datetime = SOON
    # What must be true afterwards, given the answers. Its docstring is the text of the violation.
    holds: Callable[[Setup, Answers, datetime], bool] = lambda _setup, _answers, _now: True


def watcher_plays(setup: Setup, answers: Answers, now: datetime) -> bool:
    """A guest who was told that the visit is live can play."""
    is_live = {"stays", "loaded"} & set(answers)
    return not is_live or acts.plays(setup.maker, setup.entered[0], setup.visit_keys[0], now=now)


def nobody_loads(setup: Setup, _answers: Answers, now: datetime) -> bool:
    """Access has ended, so no guest loads the page."""
    newest = Guest(setup.link.token_hash, keys.digest("one"))
    return not any(acts.load(setup.maker, guest, now=now) for guest in [*setup.entered, newest])


def admitted_guest_loads(setup: Setup, answers: Answers, now: datetime) -> bool:
    """Access is on, so a guest who was admitted loads the page."""
    guest = Guest(setup.link.token_hash, keys.digest("one"))
    return "admitted" not in answers or acts.load(setup.maker, guest, now=now) is not None
