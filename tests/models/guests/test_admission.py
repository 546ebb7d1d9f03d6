"""Admission: a click is one admitted form, and never more than the limit (contract 2.12, 2.17)."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, update

from models.config.settings import settings
from models.errors import DoesNotAdmit
from models.plumbing import database
from models.tables import GuestEntry, GuestLink, GuestSession, MediaFile
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


def test_the_limit_is_reached_exactly(maker: Maker) -> None:
    link = maker.link(clicks=2)
    first, second = maker.enter(link), maker.enter(link)
    with pytest.raises(DoesNotAdmit) as refusal:
        maker.enter(link)
    assert refusal.value.status == "limit_reached"
    with database.reading(maker.bind) as db:
        assert set(db.scalars(select(GuestSession.secret_hash))) == {first.session_hash, second.session_hash}
        assert sorted(db.scalars(select(GuestEntry.ordinal))) == [1, 2]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_last_click_is_not_spent_twice_by_two_forms_at_the_same_moment(maker: Maker) -> None:
    """Only the statement that counts may decide. (On SQLite nothing can happen in between.)"""
    link = maker.link(clicks=1)
    with acts.just_before(maker, "WITH", partial(maker.enter, link)), pytest.raises(DoesNotAdmit) as refusal:
        maker.enter(link)
    assert refusal.value.status == "limit_reached"
    with database.reading(maker.bind) as db:
        assert len(db.scalars(select(GuestSession.id)).all()) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_form_is_not_admitted_when_access_is_switched_off_just_before(maker: Maker) -> None:
    link = maker.link()
    with acts.just_before(maker, "WITH", partial(acts.turn_off, maker, link)), pytest.raises(DoesNotAdmit) as refusal:
        maker.enter(link)
    assert refusal.value.status == "off"
    with database.reading(maker.bind) as db:
        assert db.scalars(select(GuestSession.id)).all() == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_on_postgresql_an_admission_is_one_statement(maker: Maker) -> None:
    """A counter that is read first may be wrong when it is written. The ordinals would refuse such an entry."""
    link = maker.link()
    # The entry page was shown.
    assert acts.status_on_load(maker, link) == "active"
    statements: list[str] = []

    def listener(*arguments: Any) -> None:
        statements.append(arguments[2])

    event.listen(Engine, "before_cursor_execute", listener)
    try:
        maker.enter(link)
    finally:
        event.remove(Engine, "before_cursor_execute", listener)
    assert [text[:4] for text in statements if "guest_link" in text] == ["WITH"]


@pytest.mark.parametrize("clicks", [1, 2])
def test_the_same_form_sent_twice_is_one_click_and_one_session(maker: Maker, clicks: int) -> None:
    link = maker.link(clicks=clicks)
    assert maker.enter(link, form="one") == maker.enter(link, form="one")
    with database.reading(maker.bind) as db:
        assert db.get_one(GuestLink, link.id).clicks == 1
        assert len(db.scalars(select(GuestSession.id)).all()) == 1


@pytest.mark.parametrize(("seconds", "admitted"), [(-1, True), (0, False), (1, False)])
def test_a_link_admits_no_one_from_its_instant_of_expiry_on(maker: Maker, seconds: int, admitted: bool) -> None:
    link = maker.link(days=7)
    then = NOW + timedelta(days=7, seconds=seconds)
    if admitted:
        maker.enter(link, now=then)
    else:
        with pytest.raises(DoesNotAdmit, match="expired"):
            maker.enter(link, now=then)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_form_is_admitted_when_access_is_switched_on_at_that_moment(maker: Maker) -> None:
    """The first attempt is refused, and then the link is found active. Without a second attempt, the guest would read
    that an earlier visit has ended."""
    link = maker.link()
    acts.turn_off(maker, link)
    with acts.just_before(maker, "SELECT EXISTS", partial(acts.turn_on, maker, link)):
        guest = maker.enter(link)
    assert acts.load(maker, guest)


def _recording(maker: Maker, media_id: int) -> Path:
    with database.reading(maker.bind) as db:
        return settings().media_folder / db.scalars(select(MediaFile.stored_name).filter_by(media_id=media_id)).one()


def test_no_click_is_spent_while_the_recording_is_missing(maker: Maker) -> None:
    link = maker.link()
    file = _recording(maker, link.media_id)
    assert acts.status_on_load(maker, link) == "active"
    file.unlink()
    with pytest.raises(DoesNotAdmit, match="media_gone"):
        maker.enter(link)
    file.touch()
    maker.enter(link)
    with database.reading(maker.bind) as db:
        assert db.get_one(GuestLink, link.id).clicks == 1


def test_a_repeated_form_is_told_too_that_the_recording_is_missing(maker: Maker) -> None:
    """As a guest with a session is who sends another form."""
    link = maker.link()
    guest = maker.enter(link, form="one")
    file = _recording(maker, link.media_id)
    file.unlink()
    with pytest.raises(DoesNotAdmit, match="media_gone"):
        maker.enter(link, form="one")
    file.touch()
    assert maker.enter(link, form="one") == guest


@pytest.mark.parametrize("is_there", [True, False])
def test_a_recording_that_was_replaced_meanwhile_is_looked_for_itself(maker: Maker, is_there: bool) -> None:
    """What this process found before lies on the disk still, and is not what guests get now."""
    link = maker.link()
    assert acts.status_on_load(maker, link) == "active"
    with database.writing(maker.bind) as db:
        db.execute(update(MediaFile).where(MediaFile.media_id == link.media_id).values(stored_name="new.mp4"))
    if is_there:
        (settings().media_folder / "new.mp4").touch()
        maker.enter(link)
    else:
        with pytest.raises(DoesNotAdmit, match="media_gone"):
            maker.enter(link)
    with database.reading(maker.bind) as db:
        assert db.get_one(GuestLink, link.id).clicks == int(is_there)
