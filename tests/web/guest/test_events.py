"""The address of a visit's events, as a page answers it (contract 3.46). How they go on: tests/web/front."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import update

from models.plumbing import database
from models.tables import Visit
from tests.vocabulary.site import Guest, Guests, Site, now
from web.pages.security import HEADERS


@pytest.fixture
def dana(guest: Guests) -> Guest:
    dana = guest()
    dana.enter()
    return dana


def test_the_first_event_is_the_answer_to_a_heartbeat(dana: Guest) -> None:
    visit = dana.watch()
    answer = dana.client.get(f"{visit}/events")
    assert (answer.status_code, answer.mimetype) == (200, "text/event-stream")
    name, _, said = answer.text.partition(": ")
    assert (name, said[-2:]) == ("data", "\n\n")
    assert json.loads(said) == dana.client.post(f"{visit}/alive").json
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Accel-Buffering"] == "no"
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_a_visit_that_is_over_gets_the_answer_of_its_heartbeat(site: Site, dana: Guest) -> None:
    visit = dana.watch()
    with database.writing() as db:
        db.execute(update(Visit).values(last_seen_at=now() - timedelta(minutes=5)))
    answers = dana.client.get(f"{visit}/events"), dana.client.post(f"{visit}/alive")
    assert [answer.status_code for answer in answers] == [410, 410]
    assert answers[0].json == answers[1].json
    assert (answers[0].json or {})["ended"]


def test_only_its_own_guest_gets_them(site: Site, dana: Guest, guest: Guests) -> None:
    visit, other = dana.watch(), guest()
    other.enter()
    other.watch()
    key = visit.rpartition("/")[2]
    assert site.browser().get(f"{visit}/events").status_code == 410
    assert other.client.get(f"{other.address}/v/{key}/events").status_code == 410
    assert dana.client.get(f"{dana.address}/v/{'0' * 32}/events").status_code == 410
    assert dana.client.get(f"{visit}/events").status_code == 200


def test_nothing_is_written_and_other_methods_are_refused(site: Site, dana: Guest) -> None:
    visit, before = dana.watch(), site.state()
    head = dana.client.head(f"{visit}/events")
    assert (head.status_code, head.mimetype, head.data) == (200, "text/event-stream", b"")
    assert dana.client.post(f"{visit}/events").status_code == 405
    assert dana.client.get(f"{dana.address}/v/x/events").status_code == 404
    assert dana.client.get(f"{visit}/events/1").status_code == 404
    assert site.state() == before
