"""The play epoch: one change of the link's row ends all its visits (contract 2.50)."""

import pytest

from models.guests import connected_visits, visiting
from models.plumbing import database
from models.tables import GuestLink, Visit
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, SESSION_DAYS, Maker


def raise_play_epoch(maker: Maker, link: GuestLink) -> None:
    with database.writing(maker.bind) as db:
        db.get_one(GuestLink, link.id).play_epoch += 1


def over(maker: Maker) -> set[str]:
    """The keys of the visits that a connected page is told the end of."""
    with database.reading(maker.bind) as db:
        keys = {visit.id: visit.key for visit in db.query(Visit)}
        return {keys[visit_id] for visit_id in connected_visits.over(db, keys, now=NOW)}


def test_it_ends_all_visits_of_this_link_and_of_no_other(maker: Maker) -> None:
    link = maker.link()
    other = maker.link(media_id=link.media_id)
    guests = [maker.enter(link), maker.enter(link)]
    ended = {acts.watch(maker, guest): guest for guest in guests}
    another = maker.enter(other)
    kept = acts.watch(maker, another)
    assert over(maker) == set()

    raise_play_epoch(maker, link)
    for key, guest in ended.items():
        assert not acts.plays(maker, guest, key)
        assert not acts.stays(maker, guest, key)
    assert over(maker) == set(ended)
    assert acts.plays(maker, another, kept)


def test_a_page_that_is_loaded_afterwards_plays(maker: Maker) -> None:
    link = maker.link()
    guest = maker.enter(link)
    before = acts.watch(maker, guest)
    raise_play_epoch(maker, link)
    after = acts.watch(maker, guest)
    assert acts.plays(maker, guest, after)
    assert not acts.plays(maker, guest, before)


# SQLite has one writer, so there no two of them are under way.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_it_ends_a_visit_that_is_being_made_at_that_moment(maker: Maker) -> None:
    link = maker.link()
    guest = maker.enter(link)
    with database.writing(maker.bind) as db:
        key = visiting.start_visit(db, guest, now=NOW, session_days=SESSION_DAYS)
        raise_play_epoch(maker, link)
    assert key is not None
    assert not acts.plays(maker, guest, key)
    assert over(maker) == {key}
