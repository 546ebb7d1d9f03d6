"""What is told of a link, and that nothing is told of one that is deleted, or whose item is (contract 2.56)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.links.expiring import deactivate_links, expire_links
from models.links.notices import notices_of
from models.plumbing import database
from models.tables import GuestLink, Notice
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

OVER = NOW + timedelta(days=1)
Delete = Callable[..., None]
DELETIONS = pytest.mark.parametrize("delete", [acts.delete_link, acts.delete_media])


def used_up_link(maker: Maker) -> GuestLink:
    """It ends in a day, and its only guest has come."""
    link = maker.link(clicks=1, days=1)
    maker.enter(link)
    return link


def told(maker: Maker) -> list[str]:
    with database.reading(maker.bind) as db:
        return list(db.scalars(select(Notice.event).order_by(Notice.id)))


def shown(maker: Maker, link: GuestLink) -> list[str]:
    with database.reading(maker.bind) as db:
        return [notice.event for notice in notices_of(db, db.get_one(GuestLink, link.id).media.owner)]


def sweep_twice(maker: Maker) -> None:
    for seconds in (1, 30):
        acts.sweep(maker, now=OVER + timedelta(seconds=seconds))


@DELETIONS
def test_a_link_whose_end_comes_after_its_deletion_is_not_told(maker: Maker, delete: Delete) -> None:
    link = maker.link(days=1)
    delete(maker, link)
    sweep_twice(maker)
    assert told(maker) == []


@DELETIONS
def test_a_limit_that_was_reached_just_before_the_deletion_is_not_told(maker: Maker, delete: Delete) -> None:
    link = used_up_link(maker)
    delete(maker, link)
    acts.sweep(maker)
    acts.sweep(maker, now=NOW + timedelta(seconds=30))
    assert told(maker) == []


@DELETIONS
def test_a_deletion_between_the_sweep_and_the_step_is_in_time(maker: Maker, delete: Delete) -> None:
    link, other = used_up_link(maker), used_up_link(maker)
    acts.do(maker, expire_links, now=OVER, limit=10)
    acts.do(maker, deactivate_links, now=OVER, limit=10)
    delete(maker, link, now=OVER)
    sweep_twice(maker)
    assert sorted(told(maker)) == ["limit_reached", "link_expired"]
    assert shown(maker, link) == []
    assert sorted(shown(maker, other)) == ["limit_reached", "link_expired"]


@DELETIONS
def test_what_was_told_is_shown_until_the_deletion(maker: Maker, delete: Delete) -> None:
    link = used_up_link(maker)
    sweep_twice(maker)
    assert sorted(shown(maker, link)) == ["limit_reached", "link_expired"]
    delete(maker, link, now=OVER)
    assert shown(maker, link) == []
