"""A link that has not started says when it does, and one that was ended says so (contract 3.49, 2.51, 2.53)."""

import re
from datetime import datetime, timedelta

import pytest
from freezegun import freeze_time
from sqlalchemy import update

from models.links import ending
from models.plumbing import database
from models.tables import GuestLink
from tests.vocabulary.pages import heading
from tests.vocabulary.site import TITLE, Guests, Site, now

START = "2031-05-04T18:00:00+00:00"


def start(link: GuestLink, instant: datetime | None) -> None:
    with database.writing() as db:
        db.execute(update(GuestLink).where(GuestLink.id == link.id).values(starts_at=instant))


def number(page: str, pattern: str) -> int:
    found = re.search(pattern, page)
    assert found is not None, page
    return int(found[1])


def milliseconds(page: str) -> int:
    return number(page, r'data-milliseconds="(\d+)"')


def refresh(page: str) -> int:
    return number(page, r'http-equiv="refresh" content="(\d+)"')


@pytest.mark.parametrize(("seconds", "status"), [(-1, 403), (0, 200), (1, 200)])
def test_it_works_from_the_instant_on(site: Site, guest: Guests, seconds: int, status: int) -> None:
    link = site.link()
    begins = datetime.fromisoformat(START)
    start(link, begins)
    dana = guest(link)
    with freeze_time(begins + timedelta(seconds=seconds)):
        answer = dana.client.get(dana.address)
        assert answer.status_code == status
        assert dana.client.head(dana.address).status_code == status
        if status == 403:
            assert f'<time datetime="{START}"' in answer.text
            assert (milliseconds(answer.text), refresh(answer.text)) == (1000, 60)
            assert dana.send({}).status_code == 403
        else:
            assert dana.enter().status_code == 303
    assert site.clicks(link) == (0 if status == 403 else 1)


def test_every_request_is_told_when_it_starts_and_nothing_else(site: Site, guest: Guests) -> None:
    link = site.link()
    early, late = guest(link), guest(link)
    form = late.form()
    early.enter()
    early.watch()
    begins = now() + timedelta(hours=2)
    start(link, begins)
    for answer in (
        early.client.get(early.address),
        early.send({}),
        late.client.get(late.address),
        late.send(form),
        late.send(form, name="", email="\0"),
    ):
        assert (answer.status_code, heading(answer.text)) == (403, "This link has not started yet")
        assert f'datetime="{begins.isoformat()}"' in answer.text
        assert 7_190_000 < milliseconds(answer.text) <= 7_200_000
        assert refresh(answer.text) * 1000 > milliseconds(answer.text)
        assert TITLE not in answer.text
        assert "Louise" not in answer.text
    head = early.client.head(early.address)
    assert (head.status_code, head.data) == (403, b"")
    assert site.clicks(link) == 1


def test_a_session_from_before_works_when_it_starts(site: Site, guest: Guests) -> None:
    link = site.link()
    dana = guest(link)
    dana.enter()
    start(link, now() + timedelta(hours=1))
    assert dana.client.get(dana.address).status_code == 403
    start(link, now())
    assert heading(dana.client.get(dana.address).text) == TITLE
    assert site.clicks(link) == 1


def test_without_script_it_asks_again_at_the_start_and_at_most_each_minute(site: Site, guest: Guests) -> None:
    link = site.link()
    dana = guest(link)
    for seconds, least in ((5, 60), (3600, 3600), (90 * 24 * 3600, 90 * 24 * 3600)):
        start(link, now() + timedelta(seconds=seconds))
        assert least <= refresh(dana.client.get(dana.address).text) <= least + 1


def test_a_link_that_was_ended_says_so_and_one_that_expired_says_that(site: Site, guest: Guests) -> None:
    ended, expired = site.link(days=1), site.link(days=1, age=timedelta(days=1))
    dana = guest(ended)
    dana.enter()
    dana.watch()
    with database.writing() as db:
        ending.end_link(db, ended.id, now=now())
    for answer in (dana.client.get(dana.address), dana.send({})):
        assert (answer.status_code, heading(answer.text)) == (410, "This link has ended.")
    assert heading(guest(expired).client.get(site.address(expired)).text) == "This link has expired"


def test_access_that_was_ended_says_so(site: Site, guest: Guests) -> None:
    dana = guest()
    dana.enter()
    dana.watch()
    with database.writing() as db:
        ending.end_item(db, 1, now=now())
    assert "Guest access was turned off." in dana.client.get(dana.address).text
