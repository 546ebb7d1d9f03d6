"""Names and emails are erased when their time is over, the counts stay (contract 5.12)."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from models.guests.erasing import erase_guests
from models.plumbing import database
from models.site import founding
from models.tables import GuestLink
from tests.conftest import forget
from tests.models.guests.entries import entries
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

AROUND = [(-1, False), (0, True), (1, True)]


@pytest.mark.parametrize(("seconds", "erased"), AROUND)
def test_name_and_email_are_erased_after_90_days_and_younger_entries_keep_them(
    maker: Maker, seconds: int, erased: bool
) -> None:
    link = maker.link()
    maker.enter(link)
    maker.enter(link, now=NOW + timedelta(seconds=5))
    now = NOW + timedelta(days=90, seconds=seconds)
    acts.do(maker, erase_guests, now=now, limit=10)
    old, young = entries(maker)
    assert (old.name, old.email, old.erased_at) == ((None, None, now) if erased else ("Dana", "dana@example.com", None))
    assert (young.name, young.email, young.erased_at) == ("Dana", "dana@example.com", None)


def test_erasing_keeps_the_clicks_and_the_limit(maker: Maker) -> None:
    link = maker.link(clicks=1)
    maker.enter(link)
    acts.do(maker, erase_guests, now=NOW + timedelta(days=90), limit=10)
    with database.reading(maker.bind) as db:
        assert db.get_one(GuestLink, link.id).clicks == 1
    assert acts.status(maker, link, now=NOW + timedelta(days=90)) == "limit_reached"
    assert [entry.ordinal for entry in entries(maker)] == [1]


def test_the_setting_says_after_how_many_days_names_are_erased(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    maker.enter(maker.link())
    monkeypatch.setenv("GUESTLINK_RETENTION_DAYS", "7")
    forget()
    for days, erased in ((6, False), (7, True)):
        acts.do(maker, erase_guests, now=NOW + timedelta(days=days), limit=10)
        assert (entries(maker)[0].erased_at is not None) is erased


def test_a_run_takes_the_oldest_first_and_no_entry_is_erased_twice(maker: Maker) -> None:
    link = maker.link()
    for day in (2, 0, 1):
        maker.enter(link, now=NOW + timedelta(days=day))
    first = NOW + timedelta(days=100)
    swept = acts.do(maker, erase_guests, now=first, limit=2)
    assert (len(swept.ids), swept.backlog) == (2, 1)
    later = first + timedelta(days=1)
    assert len(acts.do(maker, erase_guests, now=later, limit=2).ids) == 1
    assert [entry.erased_at for entry in entries(maker)] == [later, first, first]
    assert acts.do(maker, erase_guests, now=later, limit=2).ids == []


def test_a_guest_who_still_watches_loses_the_name_but_not_the_session(maker: Maker) -> None:
    guest = maker.enter(maker.link())
    now = NOW
    for _ in range(4):
        now += timedelta(days=25)
        acts.watch(maker, guest, now=now)
    acts.do(maker, erase_guests, now=now, limit=10)
    assert entries(maker)[0].name is None
    assert acts.load(maker, guest, now=now)


def test_erased_names_are_in_no_page_of_the_sqlite_file(environment: Path) -> None:
    file = environment / "var" / "guestlink.sqlite3"
    bind = database.make_engine(f"sqlite:///{file}")
    # Debian's SQLite overwrites deleted text by default. Other builds do not, and this makes it behave like them.
    event.listen(bind, "connect", lambda connection, _: connection.execute("PRAGMA secure_delete=OFF"), insert=True)
    founding.migrate(bind, now=NOW)
    maker = Maker(bind)
    link = maker.link()
    for _ in range(10):
        maker.enter(link)
    bind.dispose()
    assert b"dana@example.com" in file.read_bytes()
    acts.do(maker, erase_guests, now=NOW + timedelta(days=90), limit=10)
    # When the last connection closes, SQLite moves everything into the one file.
    bind.dispose()
    assert b"dana@example.com" not in file.read_bytes()
