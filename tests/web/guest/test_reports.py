"""What a guest's page reports with its signs of life (contract 4.50), and the place it is given (contract 3.50)."""

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models.plumbing import database
from models.tables import GuestSession, MediaFile, Visit
from tests.vocabulary.site import Guest, Guests, now
from web.requests.throttling import KEPT_OF_A_VISIT

DIGITS = "9" * 400
HOSTILE: list[dict[str, str]] = [
    {"watched": "-1"},
    {"watched": "1.5"},
    {"watched": DIGITS},
    {"watched": "\u0663"},
    {"watched": "9", "file": "0"},
    {"watched": "9", "file": DIGITS},
    {"watched": "9", "file": "1", "parts": "-f"},
    {"watched": "9", "file": "1", "parts": "f" * 400},
    {"watched": "9", "file": "1", "parts": "g", "place": "nan"},
    {"watched": "9", "file": "1", "place": "1e9"},
    {"watched": "9", "file": "1", "place": DIGITS},
    {"watched": "9", "file": "1", "place": "-1"},
    {"watched": "\x00", "file": "\x00", "parts": "\x00", "place": "\x00"},
]


@pytest.fixture
def dana(guest: Guests) -> Guest:
    dana = guest()
    dana.enter()
    return dana


def file_id() -> int:
    with database.reading() as db:
        return db.scalars(select(MediaFile.id).where(MediaFile.role == "video")).one()


def began_a_minute_ago() -> None:
    with database.writing() as db:
        db.execute(update(Visit).values(started_at=now() - timedelta(minutes=1)))


def watched() -> list[tuple[int, int]]:
    with database.reading() as db:
        rows = db.execute(select(Visit.watched_seconds, Visit.watched_parts).order_by(Visit.id))
        return [(row[0], row[1]) for row in rows]


def report(**more: object) -> Mapping[str, str]:
    fields = {"watched": 30, "parts": "1f", "place": "12.345", "file": file_id()} | more
    return {name: str(value) for name, value in fields.items()}


@pytest.mark.parametrize("address", ["alive", "leave"])
def test_a_report_comes_with_a_heartbeat_or_with_leaving(dana: Guest, address: str) -> None:
    visit = dana.watch()
    began_a_minute_ago()
    assert dana.client.post(f"{visit}/{address}", data=report()).status_code == 200
    assert watched() == [(30, 0x1F)]
    place = re.search(r'data-place="([^"]+)"', dana.client.get(dana.address).text)
    assert place is not None
    assert place[1] == "12.345"


def test_a_page_has_no_place_at_first_and_none_of_another_guest(guest: Guests, dana: Guest) -> None:
    visit = dana.watch()
    began_a_minute_ago()
    dana.client.post(f"{visit}/alive", data=report())
    assert "data-place" in dana.client.get(dana.address).text
    assert "data-place" not in guest().client.get(dana.address).text
    omer = Guest(guest().client, dana.address)
    omer.enter()
    assert "data-place" not in omer.client.get(omer.address).text


@pytest.mark.parametrize("sent", HOSTILE, ids=lambda sent: ",".join(f"{k}={v[:4]!r}" for k, v in sent.items()))
def test_what_no_page_of_ours_sends_breaks_nothing(dana: Guest, sent: dict[str, str]) -> None:
    visit = dana.watch()
    began_a_minute_ago()
    assert dana.client.post(f"{visit}/alive", data=sent).status_code == 200
    assert watched()[0] in {(0, 0), (9, 0)}
    assert dana.client.get(dana.address).status_code == 200
    with database.reading() as db:
        assert db.scalar(select(GuestSession.place)) is None


def test_a_report_of_a_visit_that_is_over_is_answered_as_every_heartbeat(dana: Guest) -> None:
    visit = dana.watch()
    dana.client.post(f"{visit}/leave")
    began_a_minute_ago()
    assert dana.client.post(f"{visit}/alive", data=report()).status_code == 410
    assert watched() == [(0, 0)]


def test_sixty_reports_a_minute_are_written_and_one_more_ends_no_visit(dana: Guest, guest: Guests) -> None:
    """Contract 3.52."""
    visit, sent = dana.watch(), report()
    began_a_minute_ago()
    for seconds in range(KEPT_OF_A_VISIT.amount):
        assert dana.client.post(f"{visit}/alive", data={**sent, "watched": str(seconds)}).status_code == 200
    refused = dana.client.post(f"{visit}/alive", data={**sent, "watched": "60"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert watched() == [(KEPT_OF_A_VISIT.amount - 1, 0x1F)]
    assert dana.client.post(f"{visit}/leave", data=sent).status_code == 429
    assert dana.client.post(f"{visit}/alive").status_code == 200, "a sign of life alone is written once a minute"
    other = guest()
    other.enter()
    assert other.client.post(f"{other.watch()}/alive", data=sent).status_code == 200
