"""Admission: a click is one admitted form, and never more than the limit (contract 2.12, 2.17)."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, event, select

from models.errors import DoesNotAdmit
from models.plumbing import database
from models.tables import GuestEntry, GuestLink, GuestSession
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


def test_the_limit_is_reached_exactly(maker: Maker) -> None:
    link = maker.link(clicks=2)
    first, second = maker.enter(link), maker.enter(link)
    with pytest.raises(DoesNotAdmit) as refusal:
        maker.enter(link)
    assert refusal.value.status == "limit_reached"
    with database.reading(maker.bind) as db:
        assert set(db.scalars(select(GuestSession.secret_hash))) == {first.session_hash, second.session_hash}
        assert sorted(db.scalars(select(GuestEntry.ordinal))) == [1, 2]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_click_that_is_spent_while_a_form_is_on_its_way_is_not_spent_again(maker: Maker) -> None:
    """What was read before the statement that counts is worth nothing. (On SQLite nobody comes between.)"""
    link = maker.link(clicks=1)
    with acts.just_before(maker, "WITH", partial(maker.enter, link)), pytest.raises(DoesNotAdmit) as refusal:
        maker.enter(link)
    assert refusal.value.status == "limit_reached"
    with database.reading(maker.bind) as db:
        assert len(db.scalars(select(GuestSession.id)).all()) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_access_that_is_switched_off_while_a_form_is_on_its_way_admits_nobody(maker: Maker) -> None:
    link = maker.link()
    with acts.just_before(maker, "WITH", partial(acts.turn_off, maker, link)), pytest.raises(DoesNotAdmit) as told:
        maker.enter(link)
    assert told.value.status == "off"
    with database.reading(maker.bind) as db:
        assert db.scalars(select(GuestSession.id)).all() == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_on_postgresql_it_is_one_statement(maker: Maker) -> None:
    """A counter read first is wrong under others: ordinals refuse it, and guests would be made to try again."""
    link, said = maker.link(), []
    listener = lambda *given: said.append(given[2])  # noqa: E731 (the very same has to be removed)
    event.listen(Engine, "before_cursor_execute", listener)
    try:
        maker.enter(link)
    finally:
        event.remove(Engine, "before_cursor_execute", listener)
    assert [text[:4] for text in said if "guest_link" in text] == ["WITH"]


def test_the_same_form_sent_twice_is_one_click_and_one_session(maker: Maker) -> None:
    link = maker.link(clicks=1)
    assert maker.enter(link, form="one") == maker.enter(link, form="one")
    with database.reading(maker.bind) as db:
        assert db.get_one(GuestLink, link.id).clicks == 1
        assert len(db.scalars(select(GuestSession.id)).all()) == 1


@pytest.mark.parametrize(("seconds", "admitted"), [(-1, True), (0, False), (1, False)])
def test_a_link_is_dead_from_the_instant_on(maker: Maker, seconds: int, admitted: bool) -> None:
    link = maker.link(days=7)
    then = NOW + timedelta(days=7, seconds=seconds)
    if admitted:
        maker.enter(link, now=then)
    else:
        with pytest.raises(DoesNotAdmit, match="expired"):
            maker.enter(link, now=then)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_form_that_comes_as_access_is_switched_on_is_admitted(maker: Maker) -> None:
    """Refused by the first look and active in the second, it was told that its earlier visit had ended."""
    link = maker.link()
    acts.turn_off(maker, link)
    with acts.just_before(maker, "SELECT guest_session.id", partial(acts.turn_on, maker, link)):
        guest = maker.enter(link)
    assert acts.load(maker, guest)
