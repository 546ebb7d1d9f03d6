"""The figures for alerts (contract 11.71)."""

from collections.abc import Callable

import pytest

from models.links import ending
from models.plumbing import database
from models.tables import GuestLink
from models.upkeep.figures import figures
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker, after


def connected(maker: Maker) -> float:
    """As every scrape shows it, a minute after the guests came."""
    with database.reading(maker.bind) as db:
        shown = {figure.name: figure.values for figure in figures(db, now=after(60), web_ahead=0.0)}
    return shown["connected_guests"][""]


def end(maker: Maker, link: GuestLink) -> None:
    acts.do(maker, ending.end_link, link.id, now=after(30))


@pytest.mark.parametrize("stop", [end, acts.delete_media])
def test_guests_who_were_stopped_are_not_connected_before_any_worker_has_recorded_it(
    maker: Maker, stop: Callable[[Maker, GuestLink], object]
) -> None:
    link, other = maker.link(), maker.link()
    for each in (link, link, other):
        guest = maker.enter(each)
        for _ in range(2):
            acts.watch(maker, guest)
    assert connected(maker) == 3
    stop(maker, link)
    assert connected(maker) == 1
