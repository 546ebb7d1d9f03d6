"""The steps of the workflows in batches, and while guests act at the same moment (contract 5.14, 5.27)."""

from functools import partial

import pytest

from models.plumbing import database
from models.tables import MediaItem
from models.workflows import steps
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker, after


def test_more_guests_than_a_batch_are_all_removed_at_once(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "BATCH", 2)
    link = maker.link()
    watching = maker.enter(link)
    acts.watch(maker, watching)
    for _ in range(5):
        maker.enter(link)
    acts.turn_off(maker, link)
    acts.sweep(maker)
    assert acts.sessions(maker) == {watching.session_hash}
    [workflow] = acts.workflows(maker)
    assert (workflow.steps[0].rows, workflow.steps[0].tries) == (5, 3)


def test_more_visits_than_a_batch_are_all_ended_at_once(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "BATCH", 2)
    link, elsewhere = maker.link(), maker.link()
    guest, other = maker.enter(link), maker.enter(elsewhere)
    for _ in range(5):
        acts.watch(maker, guest)
    key = acts.watch(maker, other)
    acts.delete_media(maker, link)
    acts.sweep(maker)
    [workflow] = acts.workflows(maker)
    assert (workflow.steps[0].name, workflow.steps[0].rows, workflow.steps[0].tries) == ("end_visits", 5, 3)
    assert acts.plays(maker, other, key)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_guest_who_gives_a_sign_of_life_at_this_moment_stays(maker: Maker) -> None:
    link = maker.link()
    watching, silent = (maker.enter(link) for _ in range(2))
    key, _ = acts.watch(maker, watching), acts.watch(maker, silent)
    acts.turn_off(maker, link)
    [workflow] = acts.workflows(maker)
    lives = partial(acts.stays, maker, watching, key, now=after(299))
    with acts.just_before(maker, "DELETE FROM visit", lives):
        acts.advance(maker, workflow.id, now=after(300))
    assert acts.sessions(maker) == {watching.session_hash}
    assert acts.plays(maker, watching, key, now=after(300))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_workflows_that_remove_the_same_guest_count_a_view_once(maker: Maker) -> None:
    link = maker.link()
    acts.watch(maker, maker.enter(link))
    acts.delete_link(maker, link)
    acts.turn_off(maker, link)
    deleted, off = acts.workflows(maker)
    other = partial(acts.advance, maker, off.id, now=after(300))
    with acts.just_before(maker, "DELETE FROM visit", other):
        acts.advance(maker, deleted.id, now=after(300))
    assert acts.sessions(maker) == set()
    with database.reading(maker.bind) as db:
        assert db.get_one(MediaItem, link.media_id).past_views == 1
