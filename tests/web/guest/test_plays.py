"""A play is counted when playing begins, over http and https alike (contract 3.27)."""

import pytest
from sqlalchemy import select

from models.plumbing import database
from models.tables import Visit
from tests.vocabulary.pages import visit_url
from tests.vocabulary.site import Guest, Guests


@pytest.fixture
def dana(guest: Guests) -> Guest:
    dana = guest()
    dana.enter()
    return dana


def _plays(visit: str) -> bool:
    with database.reading() as db:
        key = visit.rpartition("/")[2]
        return db.scalars(select(Visit.played_at).where(Visit.key == key)).one() is not None


def test_only_bytes_of_the_recording_are_a_play(dana: Guest) -> None:
    visit = dana.watch()
    for method, role in (("HEAD", "video"), ("GET", "poster")):
        dana.client.open(f"{visit}/{role}", method=method)
        assert not _plays(visit)
    dana.client.get(f"{visit}/video", headers={"Range": "bytes=0-0"})
    assert _plays(visit)


@pytest.mark.parametrize("destination", [{"Sec-Fetch-Dest": "video"}, {}], ids=["over https", "over http"])
def test_a_page_that_fetches_ahead_is_no_play_until_its_script_reports_one(
    dana: Guest, destination: dict[str, str]
) -> None:
    """Over http browsers do not say what they want bytes for."""
    visit = dana.watch()
    dana.client.get(f"{visit}/video?ahead", headers={"Range": "bytes=0-"} | destination)
    dana.client.post(f"{visit}/alive")
    assert not _plays(visit)
    assert dana.client.post(f"{visit}/alive", data={"played": "1"}).status_code == 200
    assert _plays(visit)


@pytest.mark.parametrize("destination", [{"Sec-Fetch-Dest": "video"}, {}], ids=["over https", "over http"])
def test_without_script_a_browser_asks_for_bytes_when_somebody_plays(dana: Guest, destination: dict[str, str]) -> None:
    page = dana.client.get(dana.address).text
    assert 'preload="none"' in page
    visit = visit_url(page)
    dana.client.get(f"{visit}/video", headers={"Range": "bytes=0-"} | destination)
    assert _plays(visit)
