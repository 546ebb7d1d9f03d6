"""An owner moves the start of a live session and ends it (contract 9.6, 9.7)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from models.plumbing import database
from models.tables import LiveSession, User
from tests.vocabulary.live import live, set_live, statuses
from tests.vocabulary.maker import NOW
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.site import Guests, Site, now


def test_a_start_with_seconds_can_be_moved_to_a_whole_minute(site: Site) -> None:
    """The browser checks this field. It counts the steps from the value that is shown."""
    owner = site.maker.user()
    page = site.signed_in(owner).get(f"/media/{live(site, owner, starts_at=NOW + timedelta(seconds=5))}/edit").text
    assert (inputs(page)["starts_at"], 'step="1"' in page) == ("2026-03-01T12:00:05", True)


def test_an_owner_moves_the_start(site: Site, guest: Guests) -> None:
    owner = site.maker.user()
    with database.writing() as db:
        db.execute(update(User).where(User.id == owner.id).values(timezone="America/Lima"))
    media_id, other = live(site, owner, starts_at=datetime(2030, 1, 2, 8, 4, 0, 123456, tzinfo=UTC)), live(site)
    visitor, client = guest(site.link(media_id)), site.signed_in(owner)
    edit, address = f"/media/{media_id}/edit", f"/media/{media_id}/start"
    form = inputs(client.get(edit).text)
    assert form["starts_at"] == "2030-01-02T03:04", "in the account's own zone"
    assert 'step="60"' in client.get(edit).text
    moved = client.post(address, data=form | {"starts_at": "2031-05-06T07:08"})
    assert (moved.status_code, moved.location) == (303, f"{edit}#start")
    assert 'datetime="2031-05-06T12:08:00+00:00"' in visitor.client.get(visitor.address).text
    assert client.post(address, data=form | {"starts_at": "7 May 2031, 07:08"}).status_code == 303
    assert 'datetime="2031-05-07T12:08:00+00:00"' in visitor.client.get(visitor.address).text
    wrong = client.post(address, data=form | {"starts_at": "soon"})
    assert (wrong.status_code, inputs(wrong.text)["starts_at"]) == (422, "soon")
    assert errors_beside(wrong.text)["starts_at"] == "Enter a date and time, like 31 December 2026, 18:00"
    assert "starts_at" in errors_beside(wrong.text)
    assert client.post(f"/media/{other}/start", data=form).status_code == 404
    assert site.signed_in(site.maker.user()).post(address, data=form).status_code == 404
    client.post(address, data=form | {"starts_at": ""})
    assert "starts on" not in visitor.client.get(visitor.address).text
    with database.reading() as db:
        starts = {row.media_id: row.starts_at for row in db.scalars(select(LiveSession))}
    started = starts.pop(media_id)
    assert started is not None, "its start was still to come, so it is now"
    assert abs(now() - started) < timedelta(minutes=1)
    assert starts == {other: None}


def test_the_start_of_an_ended_session_cannot_be_moved(site: Site) -> None:
    owner = site.maker.user()
    media_id = live(site, owner)
    client, edit = site.signed_in(owner), f"/media/{media_id}/edit"
    form = inputs(client.get(edit).text)
    set_live(ended_at=now())
    assert "starts_at" not in inputs(client.get(edit).text)
    refused = client.post(f"/media/{media_id}/start", data=form | {"starts_at": "2031-05-06T07:08"})
    assert (refused.status_code, errors_beside(refused.text)["starts_at"]) == (422, "This live session has ended.")
    with database.reading() as db:
        assert db.scalars(select(LiveSession.starts_at)).one() is None


def test_only_an_owner_ends_a_session_and_is_asked_first(site: Site, guest: Guests) -> None:
    owner = site.maker.user()
    media_id = live(site, owner)
    address = f"/media/{media_id}/end-live"
    visitor = guest(site.link(media_id))
    visitor.enter()
    visit = visitor.watch()
    assert address in site.signed_in(owner).get(f"/media/{media_id}").text
    for person, asked, sent in ((site.maker.user(), 404, 404), (owner, 200, 400)):
        client = site.signed_in(person)
        assert (client.get(address).status_code, client.post(address).status_code) == (asked, sent)
    assert statuses(visitor, visit) == {200}
    client = site.signed_in(owner)
    assert client.post(address, data=inputs(client.get(address).text)).status_code == 303
    assert statuses(visitor, visit) == {410}
    assert address not in client.get(f"/media/{media_id}").text


def test_an_owner_starts_a_session_now(site: Site, guest: Guests) -> None:
    owner = site.maker.user()
    media_id = live(site, owner, starts_at=now() + timedelta(hours=1))
    client, address = site.signed_in(owner), f"/media/{media_id}/start-now"
    visitor = guest(site.link(media_id))
    visitor.enter()
    page = client.get(f"/media/{media_id}").text
    assert address in page
    assert 'data-state="live"' in page, "the owner sees the stream already"
    assert 'data-state="upcoming"' in visitor.client.get(visitor.address).text
    assert 'data-state="upcoming"' in client.get(f"/media/{media_id}/preview").text
    assert site.signed_in(site.maker.user()).post(address).status_code == 404
    assert client.post(address, data=inputs(page)).location == f"/media/{media_id}"
    started = start_of(media_id)
    assert started is not None
    assert abs(now() - started) < timedelta(minutes=1)
    assert address not in client.get(f"/media/{media_id}").text
    client.post(address, data=inputs(page))
    assert start_of(media_id) == started, "a second click moves nothing"


def start_of(media_id: int) -> datetime | None:
    with database.reading() as db:
        return db.scalars(select(LiveSession.starts_at).where(LiveSession.media_id == media_id)).one()


def choose_zone(owner: User, zone: str | None) -> None:
    with database.writing() as db:
        db.execute(update(User).where(User.id == owner.id).values(timezone=zone))


ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]
# Hours around the changes of the clocks, when one wall time is two instants, and times with seconds and parts of them.
STARTS = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
STARTS += [datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (5, 6)]
STARTS += [datetime(2027, 4, 3, hour, 45, 7, tzinfo=UTC) for hour in (14, 15)]
STARTS += [datetime(2027, 3, 28, 1, 0, 0, 123456, tzinfo=UTC), datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)]


@pytest.mark.parametrize("zone", ZONES)
def test_saving_without_a_change_moves_no_start(site: Site, zone: str) -> None:
    owner = site.maker.user()
    choose_zone(owner, zone)
    media_id = live(site, owner)
    client = site.signed_in(owner)
    for starts_at in (*STARTS, None):
        set_live(starts_at=starts_at)
        form = inputs(client.get(f"/media/{media_id}/edit").text)
        assert client.post(f"/media/{media_id}/start", data=form).status_code == 303
        assert start_of(media_id) == starts_at


def test_a_browser_that_adds_the_seconds_has_changed_nothing(site: Site) -> None:
    owner = site.maker.user()
    choose_zone(owner, "Europe/Berlin")
    second_of_two = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    media_id = live(site, owner, starts_at=second_of_two)
    client = site.signed_in(owner)
    form = inputs(client.get(f"/media/{media_id}/edit").text)
    assert form["starts_at"] == "2026-10-25T02:30"
    assert client.post(f"/media/{media_id}/start", data=form | {"starts_at": "2026-10-25T02:30:00"}).status_code == 303
    assert start_of(media_id) == second_of_two


def test_a_start_is_meant_in_the_zone_that_the_page_named(site: Site) -> None:
    """The person chooses another zone in another tab."""
    owner = site.maker.user()
    choose_zone(owner, "America/Lima")
    media_id = live(site, owner, starts_at=datetime(2030, 1, 2, 8, tzinfo=UTC))
    client = site.signed_in(owner)
    form = inputs(client.get(f"/media/{media_id}/edit").text)
    assert form["starts_at"] == "2030-01-02T03:00"
    choose_zone(owner, "Asia/Tokyo")
    other = site.signed_in(owner)
    form["csrf_token"] = inputs(other.get(f"/media/{media_id}/edit").text)["csrf_token"]
    assert other.post(f"/media/{media_id}/start", data=form).status_code == 303
    assert start_of(media_id) == datetime(2030, 1, 2, 8, tzinfo=UTC)
    wrong = other.post(f"/media/{media_id}/start", data=form | {"starts_at": "soon"})
    assert "Times are in America/Lima." in wrong.text
    other.post(f"/media/{media_id}/start", data=inputs(wrong.text) | {"starts_at": "2030-01-02T04:00"})
    assert start_of(media_id) == datetime(2030, 1, 2, 9, tzinfo=UTC)


def test_what_somebody_else_moved_stays_when_the_form_is_saved_without_a_change(site: Site) -> None:
    owner = site.maker.user()
    media_id = live(site, owner, starts_at=datetime(2030, 1, 2, 8, tzinfo=UTC))
    client = site.signed_in(owner)
    form = inputs(client.get(f"/media/{media_id}/edit").text)
    set_live(starts_at=datetime(2031, 1, 2, 8, tzinfo=UTC))
    assert client.post(f"/media/{media_id}/start", data=form).status_code == 303
    assert start_of(media_id) == datetime(2031, 1, 2, 8, tzinfo=UTC)
