"""After a restore access is off, and overdue names are erased (contract 11.24)."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from models.errors import DoesNotAdmit, FormSpent
from models.links import listing
from models.people import one_time_addresses, resetting, user_sessions
from models.plumbing import database
from models.tables import AuditEntry, GuestEntry, MediaItem
from tests.conftest import forget
from tests.models.backups.backing_up import back_up, clicks, restore
from tests.models.backups.conftest import Places
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


def guest_names(maker: Maker) -> list[str | None]:
    with database.reading(maker.bind) as db:
        return list(db.scalars(select(GuestEntry.name).order_by(GuestEntry.id)))


def repeat_entry(maker: Maker, times: int) -> None:
    """The only entry that there is, so often. To enter by the form so often takes long."""
    with database.writing(maker.bind) as db:
        entry = db.execute(select(GuestEntry.__table__)).mappings().one()
        numbers = range(entry["ordinal"] + 1, entry["ordinal"] + times)
        same = {name: entry[name] for name in entry if name != "id"}
        db.execute(insert(GuestEntry), [same | {"ordinal": number, "form_hash": str(number)} for number in numbers])


def test_access_is_off_until_it_is_turned_on_and_old_sessions_do_not_come_back(
    maker: Maker, target: Path, places: Places
) -> None:
    link, other = maker.link(), maker.link(maker.media(access=False))
    guest = maker.enter(link)
    back_up(maker, target)
    places.move()
    restored, site = restore(target)
    assert restored.settled.turned_off == 1
    assert acts.status(site, link) == acts.status(site, other) == "off"
    with pytest.raises(DoesNotAdmit, match="off"):
        site.enter(link)
    assert acts.load(site, guest) is None
    with database.reading(site.bind) as db:
        assert [(item.guest_access, item.access_epoch) for item in db.scalars(select(MediaItem).order_by("id"))] == [
            (False, 2),
            (False, 1),
        ]
    assert [workflow.event for workflow in acts.workflows(site)] == ["access_off"]
    acts.turn_on(site, link)
    assert acts.status(site, link) == "active"
    assert acts.load(site, guest) is None
    assert acts.load(site, site.enter(link))
    acts.sweep(site)
    assert guest.session_hash not in acts.sessions(site)


@pytest.mark.parametrize("with_access", [True, False])
def test_the_audit_log_tells_of_the_restore_and_which_access_it_turned_off(
    maker: Maker, target: Path, places: Places, with_access: bool
) -> None:
    link, _other = maker.link(), maker.media(access=False)
    back_up(maker, target)
    places.move()
    _, site = restore(target, with_access=with_access)
    with database.reading(site.bind) as db:
        noted = [(entry.act, entry.media_id, entry.user_id) for entry in db.scalars(select(AuditEntry).order_by("id"))]
    off = [] if with_access else [("access_off", link.media_id, None)]
    assert noted == [*off, ("backup_restored", None, None)]


@pytest.mark.parametrize("with_access", [True, False])
def test_a_form_admitted_before_the_backup_stays_one_click(
    maker: Maker, target: Path, places: Places, with_access: bool
) -> None:
    link = maker.link()
    guest = maker.enter(link, form="a form")
    back_up(maker, target)
    places.move()
    _, site = restore(target, with_access=with_access)
    if with_access:
        assert site.enter(link, form="a form") == guest
        assert acts.load(site, guest)
    else:
        acts.turn_on(site, link)
        with pytest.raises(FormSpent):
            site.enter(link, form="a form")
    assert clicks(site) == [1]


@pytest.mark.parametrize(("seconds", "erased"), [(-1, False), (0, True), (1, True)])
def test_overdue_names_are_erased_before_the_first_answer(
    maker: Maker, target: Path, places: Places, seconds: int, erased: bool
) -> None:
    link = maker.link()
    maker.enter(link)
    back_up(maker, target)
    places.move()
    restored, site = restore(target, now=NOW + timedelta(days=90, seconds=seconds))
    assert guest_names(site) == [None if erased else "Dana"]
    assert restored.settled.erased == int(erased)
    assert clicks(site) == [1]


@pytest.mark.parametrize(("then", "now"), [("7", "90"), ("90", "7")])
def test_the_shorter_retention_time_counts(
    maker: Maker, target: Path, places: Places, monkeypatch: pytest.MonkeyPatch, then: str, now: str
) -> None:
    maker.enter(maker.link())
    monkeypatch.setenv("GUESTLINK_RETENTION_DAYS", then)
    forget()
    back_up(maker, target)
    monkeypatch.setenv("GUESTLINK_RETENTION_DAYS", now)
    places.move()
    _, site = restore(target, now=NOW + timedelta(days=7))
    assert guest_names(site) == [None]


def test_erased_names_are_nowhere_in_the_data_folder(maker: Maker, target: Path, places: Places) -> None:
    maker.enter(maker.link())
    repeat_entry(maker, 1200)
    back_up(maker, target)
    data = places.move()
    restored, _ = restore(target, now=NOW + timedelta(days=90))
    assert restored.settled.erased == 1200
    for file in data.rglob("*"):
        assert file.is_dir() or b"dana@example.com" not in file.read_bytes()


@pytest.mark.parametrize("with_access", [True, False])
def test_nobody_is_connected_before_the_first_answer(
    maker: Maker, target: Path, places: Places, with_access: bool
) -> None:
    link = maker.link()
    guest = maker.enter(link)
    assert acts.load(maker, guest)
    back_up(maker, target)
    places.move()
    _, site = restore(target, with_access=with_access)
    with database.reading(site.bind) as db:
        [listed] = listing.links_of(db, link.media_id, now=NOW)
        assert listed.connected == 0
    assert (acts.load(site, guest) is not None) is with_access


def test_a_one_time_address_does_not_work_after_a_restore(maker: Maker, target: Path, places: Places) -> None:
    user = maker.user()
    acts.do(maker, resetting.make_reset_address, user.id)
    back_up(maker, target)
    places.move()
    _, site = restore(target, with_access=True)
    with database.reading(site.bind) as db:
        assert one_time_addresses.end_of_unused(db, user.id) is None


@pytest.mark.parametrize("with_access", [True, False])
def test_no_cookie_of_before_the_backup_signs_anybody_in(
    maker: Maker, target: Path, places: Places, with_access: bool
) -> None:
    """The person may have signed out since, or chosen a new password."""
    users = [maker.user(), maker.user()]
    secrets = [acts.do(maker, user_sessions.begin_session, user.id, browser="A browser", now=NOW) for user in users]
    back_up(maker, target)
    places.move()
    restored, site = restore(target, with_access=with_access)
    assert restored.settled.signed_out == 2
    with database.reading(site.bind) as db:
        assert [user_sessions.session_by_secret(db, secret, now=NOW) for secret in secrets] == [None, None]
