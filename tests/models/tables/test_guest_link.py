"""The truth table of a guest link: its status, when it admits, and when it allows a page load (contract 2.31, 2.36)."""

from datetime import timedelta
from itertools import chain, combinations
from typing import Any

import pytest
from sqlalchemy import select, update

from models.plumbing import database
from models.tables import GuestLink
from models.tables.module import INVITETOMEDIA, MEDIAPAGE
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

# In the order of contract 2.31.
CAUSES = ("media_gone", "deleted", "unavailable", "expired", "limit_reached", "off")
SETS = list(chain.from_iterable(combinations(CAUSES, size) for size in range(len(CAUSES) + 1)))

ALIVE: dict[str, Any] = {
    "media_available": True,
    "deleted_at": None,
    "slot": 1,
    "expires_at": NOW + timedelta(seconds=1),
    "clicks": 1,
    "click_limit": 2,
    "access_on": True,
}
MAKES_TRUE: dict[str, dict[str, Any]] = {
    "media_gone": {"media_available": False},
    "deleted": {"deleted_at": NOW, "slot": None},
    "unavailable": {},
    "expired": {"expires_at": NOW},
    "limit_reached": {"clicks": 2},
    "off": {"access_on": False},
}


def judge(maker: Maker, link: GuestLink, causes: tuple[str, ...]) -> tuple[str, bool, bool]:
    """Make exactly these causes true. Returns the status, whether it admits, and whether it allows a page load."""
    row = dict(ALIVE)
    for cause in causes:
        row |= MAKES_TRUE[cause]
    with database.writing(maker.bind) as db:
        db.execute(update(GuestLink).where(GuestLink.id == link.id).values(row))
    rules = select(GuestLink.status(NOW), GuestLink.admits(NOW), GuestLink.allows_load(NOW))
    with database.reading(maker.bind) as db:
        status, admits, loads = db.execute(rules.where(GuestLink.id == link.id)).one()
    return status, bool(admits), bool(loads)


@pytest.mark.parametrize("module_off", [False, True])
def test_every_combination_of_causes_names_the_first_that_holds(maker: Maker, module_off: bool) -> None:
    link = maker.link(clicks=2, days=1)
    acts.switch_module(maker, enabled=not module_off)
    for causes in SETS:
        if ("unavailable" in causes) != module_off:
            continue
        first = next((cause for cause in CAUSES if cause in causes), "active")
        loads = not set(causes) - {"limit_reached"}
        assert judge(maker, link, causes) == (first, first == "active", loads), causes


@pytest.mark.parametrize(("seconds", "status"), [(-1, "active"), (0, "expired"), (1, "expired")])
def test_a_link_is_expired_from_its_instant_of_expiry_on(maker: Maker, seconds: int, status: str) -> None:
    link = maker.link(days=2)
    assert acts.status(maker, link, now=NOW + timedelta(days=2, seconds=seconds)) == status


@pytest.mark.parametrize(("clicks", "status"), [(0, "active"), (9, "active"), (10, "limit_reached")])
def test_the_limit_is_reached_by_the_last_click(maker: Maker, clicks: int, status: str) -> None:
    link = maker.link(clicks=10)
    with database.writing(maker.bind) as db:
        db.get_one(GuestLink, link.id).clicks = clicks
    assert acts.status(maker, link) == status


def test_a_link_without_limits_never_ends_by_itself(maker: Maker) -> None:
    link = maker.link()
    with database.writing(maker.bind) as db:
        db.get_one(GuestLink, link.id).clicks = 5_000_000
    assert acts.status(maker, link, now=NOW + timedelta(days=40_000)) == "active"


@pytest.mark.parametrize("module", [INVITETOMEDIA, MEDIAPAGE])
def test_a_module_off_makes_all_links_unavailable_and_on_again_sessions_work(maker: Maker, module: str) -> None:
    links = [maker.link(), maker.link(days=3)]
    guests = [maker.enter(link) for link in links]
    acts.switch_module(maker, enabled=False, name=module)
    assert {acts.status(maker, link) for link in links} == {"unavailable"}
    assert [acts.load(maker, guest) for guest in guests] == [None, None]
    acts.switch_module(maker, enabled=True, name=module)
    assert {acts.status(maker, link) for link in links} == {"active"}
    assert all(acts.load(maker, guest) for guest in guests)


@pytest.mark.parametrize(
    ("causes", "over"),
    [((), False), (("limit_reached",), False), (("deleted",), True), (("expired",), True), (("off",), True)],
)
def test_a_link_is_over_when_its_guests_can_neither_enter_nor_load(
    maker: Maker, causes: tuple[str, ...], over: bool
) -> None:
    link = maker.link(clicks=2, days=1)
    judge(maker, link, causes)
    with database.reading(maker.bind) as db:
        over_id = db.scalar(select(GuestLink.id).where(GuestLink.id == link.id, GuestLink.over(NOW)))
    assert (over_id == link.id) is over


@pytest.mark.parametrize(
    "broken",
    [
        {"slot": 4},
        {"slot": 0},
        {"slot": None},
        {"deleted_at": NOW},
        {"clicks": 3, "click_limit": 2},
        {"clicks": -1},
        {"click_limit": 0},
        {"click_limit": 1_000_001},
    ],
    ids=str,
)
def test_the_database_refuses_a_link_with_impossible_values(maker: Maker, broken: dict[str, Any]) -> None:
    from sqlalchemy.exc import IntegrityError

    link = maker.link(clicks=2)
    changed = update(GuestLink).where(GuestLink.id == link.id).values(broken)
    with pytest.raises(IntegrityError), database.writing(maker.bind) as db:
        db.execute(changed)
    assert acts.status(maker, link) == "active"
