"""A pair: two transactions at one moment on one item, what their callers may be told, and what must hold then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from models.guests.visiting import Guest
from models.plumbing import keys
from tests.proofs.transactions.instants import SOON
from tests.proofs.transactions.setup import Act, Prepare, Scene
from tests.vocabulary import acts

Told = tuple[str, str]

# What several pairs may be told.
DONE_OR_NOT = (("done", "done"), ("refused: NotFound", "done"))
SWEPT = (("swept", "swept"),)


@dataclass(frozen=True)
class Pair:
    """`told`: all that the two may be told, each a pair of answers. `now`: the later of their instants."""

    name: str
    prepare: Prepare
    one: Act
    other: Act
    told: tuple[Told, ...] = (("done", "done"),)
    now: datetime = SOON
    # Of what stands afterwards, given what the two were told.
    holds: Callable[[Scene, Told, datetime], bool] = lambda _scene, _told, _now: True


def plays_on(scene: Scene, told: Told, now: datetime) -> bool:
    """Who was told that the visit lives can play."""
    lives = {"stays", "loaded"} & set(told)
    return not lives or acts.plays(scene.maker, scene.entered[0], scene.keys[0], now=now)


def nobody_loads(scene: Scene, _told: Told, now: datetime) -> bool:
    """Whoever came first: the access has ended, and no guest loads the page."""
    late = Guest(scene.link.token_hash, keys.digest("one"))
    return not any(acts.load(scene.maker, guest, now=now) for guest in [*scene.entered, late])


def the_admitted_load(scene: Scene, told: Told, now: datetime) -> bool:
    """Who was told admitted can load the page: it is on."""
    guest = Guest(scene.link.token_hash, keys.digest("one"))
    return "admitted" not in told or acts.load(scene.maker, guest, now=now) is not None


def refused(cause: str, then: str = "done") -> tuple[Told, ...]:
    return (("admitted", then), (f"refused: {cause}", then))
