"""Admission: a click is one admitted form, and never more than the limit (SPEC 2)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.plumbing import db
from models.plumbing.errors import DoesNotAdmit
from models.tables import GuestEntry, GuestLink, GuestSession
from tests.making import NOW, Maker


def test_the_limit_is_reached_exactly(maker: Maker) -> None:
    link = maker.link(clicks=2)
    first, second = maker.enter(link), maker.enter(link)
    with pytest.raises(DoesNotAdmit) as refusal:
        maker.enter(link)
    assert refusal.value.status == "limit_reached"
    with db.reading(maker.bind) as session:
        assert set(session.scalars(select(GuestSession.secret_hash))) == {first.session_hash, second.session_hash}
        assert sorted(session.scalars(select(GuestEntry.ordinal))) == [1, 2]


def test_the_same_form_sent_twice_is_one_click_and_one_session(maker: Maker) -> None:
    link = maker.link(clicks=1)
    assert maker.enter(link, form="one") == maker.enter(link, form="one")
    with db.reading(maker.bind) as session:
        assert session.get_one(GuestLink, link.id).clicks == 1
        assert len(session.scalars(select(GuestSession.id)).all()) == 1


@pytest.mark.parametrize(("seconds", "admitted"), [(-1, True), (0, False), (1, False)])
def test_a_link_is_dead_from_the_instant_on(maker: Maker, seconds: int, admitted: bool) -> None:
    link = maker.link(days=7)
    then = NOW + timedelta(days=7, seconds=seconds)
    if admitted:
        maker.enter(link, now=then)
    else:
        with pytest.raises(DoesNotAdmit, match="expired"):
            maker.enter(link, now=then)
