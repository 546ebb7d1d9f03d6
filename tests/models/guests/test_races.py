"""Races of real processes. They count what guests were told and can do, never the counter under test."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from models.plumbing import database, keys
from models.tables import GuestEntry, GuestLink
from tests.proofs import storm
from tests.proofs.turning_off import turn_off_in_a_storm
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker

PROCESSES = 4


def url_of(maker: Maker) -> str:
    return maker.bind.url.render_as_string(hide_password=False)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.parametrize("limit", [1, 2, 10])
def test_exactly_the_limit_is_admitted_and_all_of_them_can_watch(maker: Maker, limit: int) -> None:
    link = maker.link(clicks=limit, now=now())
    answers = storm.run_together(PROCESSES, storm.enter_often, url_of(maker), link.token_hash, 6)
    told = [attempt for answer in answers for attempt in answer]
    admitted = {attempt.guest.session_hash for attempt in told if attempt.status == "admitted"}
    assert len(told) == PROCESSES * 6
    assert len(admitted) == limit
    assert {attempt.status for attempt in told} == {"admitted", "limit_reached"}
    assert storm.session_hashes(maker.bind, link.id) == admitted
    assert sum(storm.can_watch(maker.bind, attempt.guest) for attempt in told) == limit


def test_50_parallel_repeats_of_one_form_are_one_click_and_one_session(maker: Maker) -> None:
    link = maker.link(clicks=3, now=now())
    form = keys.digest("one form")
    answers = storm.run_together(5, storm.repeat_form, url_of(maker), link.token_hash, form, 10)
    told = [attempt for answer in answers for attempt in answer]
    assert [attempt.status for attempt in told] == ["admitted"] * 50
    assert storm.session_hashes(maker.bind, link.id) == {form}
    with database.reading(maker.bind) as db:
        assert db.scalars(select(GuestEntry.form_hash)).all() == [form]
    # Two clicks are left, and no more.
    left = storm.enter_often(url_of(maker), link.token_hash, 3)
    assert [attempt.status for attempt in left] == ["admitted", "admitted", "limit_reached"]


def test_8_processes_create_three_links(maker: Maker) -> None:
    media_id = maker.media(now=now())
    answers = storm.run_together(8, storm.create_links, url_of(maker), media_id, 2)
    made = {link_id for answer in answers for link_id in answer}
    with database.reading(maker.bind) as db:
        links = db.scalars(select(GuestLink).where(GuestLink.media_id == media_id)).all()
    assert made == {link.id for link in links}
    assert sorted(link.slot or 0 for link in links) == [1, 2, 3]


def test_one_form_sent_by_8_processes_makes_one_link(maker: Maker) -> None:
    media_id = maker.media(now=now())
    answers = storm.run_together(8, storm.create_links, url_of(maker), media_id, 2, "one form")
    made = {link_id for answer in answers for link_id in answer}
    assert [len(answer) for answer in answers] == [2] * 8
    assert set(acts.slots(maker, media_id).values()) == made
    assert len(made) == 1


def test_no_session_begins_and_no_page_loads_after_access_is_off(maker: Maker) -> None:
    link = maker.link(now=now())
    off, told, loads = turn_off_in_a_storm(maker.bind, link, PROCESSES, 1.0)
    admitted = {attempt.guest.session_hash for attempt in told if attempt.status == "admitted"}
    # Guests tried to enter before and after.
    assert admitted
    assert {attempt.status for attempt in told if attempt.sent_at > off.committed_at} == {"off"}
    assert {load.allowed for load in loads if load.answered_at < off.sent_at} == {True}
    assert {load.allowed for load in loads if load.sent_at > off.committed_at} == {False}
    assert storm.session_hashes(maker.bind, link.id) == admitted
    assert len(admitted) == off.sessions
    assert not any(acts.load(maker, attempt.guest, now=now()) for attempt in told)
