"""Media bytes are sent only to a live visit of the same guest session (contract 2.44)."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models.config.settings import settings
from models.plumbing import database
from models.tables import MediaFile, Visit
from tests.vocabulary.pages import visit_url
from tests.vocabulary.site import Guest, Guests, Site, now

ROLES = ("video", "poster")


@pytest.fixture
def dana(guest: Guests) -> Guest:
    dana = guest()
    dana.enter()
    return dana


def _statuses(dana: Guest, visit: str) -> set[int]:
    """The statuses of all ways to ask for bytes: file, poster, range, HEAD, and a condition that would hold."""
    answers = [
        dana.client.open(f"{visit}/{role}", method=method, headers=headers)
        for role in ROLES
        for method in ("GET", "HEAD")
        for headers in ({}, {"Range": "bytes=0-0"}, {"If-None-Match": "*"})
    ]
    return {answer.status_code for answer in answers}


def test_a_live_visit_gets_its_bytes_in_every_way(dana: Guest) -> None:
    assert _statuses(dana, dana.watch()) == {200, 206, 304}


def test_without_the_cookie_there_is_no_byte_and_no_304(site: Site, dana: Guest) -> None:
    assert _statuses(Guest(site.browser(), dana.address), dana.watch()) == {403}


def test_the_cookie_of_another_guest_opens_no_visit(site: Site, guest: Guests) -> None:
    media_id = site.media()
    link, sibling = site.link(media_id), site.link(media_id)
    dana, same_link, same_media = guest(link), guest(link), guest(sibling)
    for person in (dana, same_link, same_media):
        person.enter()
    key = dana.watch().rpartition("/")[2]
    for other in (same_link, same_media):
        own = other.watch()
        assert _statuses(other, f"{other.address}/v/{key}") == {403}
        assert _statuses(other, f"{dana.address}/v/{key}") == {403}
        assert 403 not in _statuses(other, own)


@pytest.mark.parametrize("key", ["0" * 32, "x", "%00", "%ED%A0%80", "a" * 4000, "' OR 1=1--"])
def test_a_visit_key_of_nobody_opens_nothing(dana: Guest, key: str) -> None:
    dana.watch()
    assert _statuses(dana, f"{dana.address}/v/{key}") <= {403, 404}
    for action in ("alive", "leave"):
        assert dana.client.post(f"{dana.address}/v/{key}/{action}").status_code < 500


def test_deleted_media_refuses_the_next_byte(site: Site, guest: Guests) -> None:
    link = site.link()
    dana = guest(link)
    dana.enter()
    visit = dana.watch()
    site.delete_media(link.media_id)
    assert _statuses(dana, visit) == {403}
    assert dana.client.post(f"{visit}/alive").status_code == 410


@pytest.mark.parametrize("act", ["off", "removed", "module off"])
def test_a_loaded_page_plays_on_until_the_guest_reloads(site: Site, guest: Guests, act: str) -> None:
    link = site.link()
    dana = guest(link)
    dana.enter()
    visit = dana.watch()
    {
        "off": lambda: site.turn_off(link.media_id),
        "removed": lambda: site.delete_link(link),
        "module off": lambda: site.switch_module(False),
    }[act]()
    assert 403 not in _statuses(dana, visit)
    assert dana.client.post(f"{visit}/alive").status_code == 200
    assert dana.client.get(dana.address).status_code == 410
    assert _statuses(dana, visit) == {403}


def test_a_heartbeat_is_answered_200_and_410_after_the_visit(site: Site, dana: Guest) -> None:
    visit = dana.watch()
    assert dana.client.post(f"{visit}/alive").status_code == 200
    assert Guest(site.browser(), dana.address).client.post(f"{visit}/alive").status_code == 410
    assert dana.client.post(f"{visit}/leave").status_code == 200
    assert dana.client.post(f"{visit}/alive").status_code == 410


def test_leaving_ends_this_visit_and_no_other(site: Site, guest: Guests) -> None:
    link = site.link()
    dana, other = guest(link), guest(link)
    dana.enter()
    other.enter()
    left, stays, others = dana.watch(), dana.watch(), other.watch()
    assert other.client.post(f"{left}/leave").status_code in {200, 403}
    assert _statuses(dana, left) == {200, 206, 304}, "nobody can end the visit of another guest"
    dana.client.post(f"{left}/leave")
    assert _statuses(dana, left) == {403}
    assert 403 not in _statuses(dana, stays) | _statuses(other, others)


def test_opening_the_address_of_leave_ends_nothing(dana: Guest) -> None:
    visit = dana.watch()
    for path in ("", "/leave"):
        assert dana.client.get(f"{visit}{path}").location == dana.address
    assert 403 not in _statuses(dana, visit)


@pytest.mark.parametrize(
    ("column", "age", "plays"),
    [
        ("last_seen_at", timedelta(minutes=5, seconds=-2), True),
        ("last_seen_at", timedelta(minutes=5), False),
        ("started_at", timedelta(hours=12, seconds=-2), True),
        ("started_at", timedelta(hours=12), False),
    ],
)
def test_silence_and_age_end_a_visit(dana: Guest, column: str, age: timedelta, plays: bool) -> None:
    visit = dana.watch()
    with database.writing() as db:
        db.execute(update(Visit).values({column: now() - age}))
    assert (dana.client.get(f"{visit}/video").status_code == 200) is plays
    assert (dana.client.post(f"{visit}/alive").status_code == 200) is plays


def test_requests_for_bytes_are_signs_of_life(dana: Guest) -> None:
    visit = dana.watch()
    long_ago = now() - timedelta(minutes=4)
    with database.writing() as db:
        db.execute(update(Visit).values(last_seen_at=long_ago))
    dana.client.get(f"{visit}/video")
    with database.reading() as db:
        assert db.scalars(select(Visit.last_seen_at)).one() > long_ago + timedelta(minutes=3)


def test_a_missing_file_is_404(dana: Guest) -> None:
    visit = dana.watch()
    for file in Path(settings().media_folder).iterdir():
        file.unlink()
    assert _statuses(dana, visit) <= {403, 404}


def test_no_address_leads_out_of_the_media_folder(site: Site, dana: Guest) -> None:
    visit = dana.watch()
    for role in ("../../x", "captions", "video/..", "video%00", ".%2e/secret_key", "download"):
        assert dana.client.get(f"{visit}/{role}").status_code in {303, 308, 403, 404}
    with database.reading() as db:
        for name in db.scalars(select(MediaFile.stored_name)):
            for base in ("/static", "/media", visit):
                assert site.browser().get(f"{base}/{name}").status_code == 404
            assert site.browser().get(f"{dana.address}/{name}").location == dana.address


def test_a_guests_page_links_nowhere_else(dana: Guest) -> None:
    page = dana.client.get(dana.address).text
    assert "<a " not in page.replace('<a class="skip-link" href="#main">', "")
    assert visit_url(page).startswith(f"{dana.address}/v/")
