"""Removing guest sessions that nobody has used for 30 days (contract 5.8)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.guests import removing_sessions
from models.media import showing
from models.plumbing import database
from models.tables import GuestEntry, MediaItem
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker, after


@pytest.mark.parametrize(("seconds", "removed"), [(-1, False), (0, True), (1, True)])
def test_an_unused_session_is_removed_after_30_days_and_a_used_one_of_the_same_link_stays(
    maker: Maker, seconds: int, removed: bool
) -> None:
    link = maker.link()
    idle, used = maker.enter(link), maker.enter(link)
    key = acts.watch(maker, idle)
    acts.stays(maker, idle, key, played=True)
    acts.watch(maker, used, now=NOW + timedelta(days=10))
    now = NOW + timedelta(days=30, seconds=seconds)
    acts.do(maker, removing_sessions.remove_lapsed_sessions, now=now, limit=10)
    assert acts.sessions(maker) == {used.session_hash} | (set() if removed else {idle.session_hash})
    with database.reading(maker.bind) as db:
        assert showing.views_and_plays(db, db.get_one(MediaItem, link.media_id)) == (2, 1)
        assert db.scalars(select(GuestEntry.ordinal).order_by(GuestEntry.ordinal)).all() == [1, 2]
    assert acts.load(maker, used, now=now)


def test_a_bounded_run_removes_the_session_that_was_unused_longest(maker: Maker) -> None:
    link = maker.link()
    older, newer = maker.enter(link, now=NOW), maker.enter(link, now=after(60))
    swept = acts.do(maker, removing_sessions.remove_lapsed_sessions, now=NOW + timedelta(days=31), limit=1)
    assert (len(swept.ids), swept.backlog) == (1, 1)
    assert acts.sessions(maker) == {newer.session_hash}
    assert older.session_hash not in acts.sessions(maker)
