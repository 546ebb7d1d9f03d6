"""Names and emails are erased when their time is over or on request, the counts stay (contract 5.12, 11.65)."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select, update

from models.errors import Invalid
from models.guests import erasing
from models.guests.erasing import erase_address, erase_guests
from models.plumbing import database
from models.plumbing.folding import fold, fold_lines
from models.site import founding
from models.tables import GuestEntry, GuestLink
from tests.conftest import forget
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

AROUND = [(-1, False), (0, True), (1, True)]


def entries(maker: Maker) -> list[GuestEntry]:
    with database.reading(maker.bind) as db:
        return list(db.scalars(select(GuestEntry).order_by(GuestEntry.id)))


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


def enter_as(maker: Maker, link: GuestLink, email: str) -> None:
    guest = maker.enter(link)
    with database.writing(maker.bind) as db:
        entry = db.scalars(select(GuestEntry).where(GuestEntry.form_hash == guest.session_hash)).one()
        entry.email, entry.folded = email, fold_lines("Dana", email)
        entry.watched_seconds, entry.watched_parts, entry.last_seen_at = 60, 3, NOW


SPELLINGS = ["dana@example.org", "DANA@example.org", "Dana@example.org"]


@pytest.mark.parametrize(
    "typed", ["dana@example.org", "  Dana <DANA@EXAMPLE.ORG>, ", "mailto:Dana@example.org", "dana＠example.org;"]
)
def test_one_address_is_erased_in_all_its_spellings_and_nobody_else(maker: Maker, typed: str) -> None:
    first, second = maker.link(), maker.link()
    others = ["dan@example.org", "dana@example.com", "xdana@example.org", "dana@example.org.uk", "d_na@example.org"]
    for email in [*SPELLINGS, *others]:
        enter_as(maker, first, email)
    enter_as(maker, second, SPELLINGS[0])
    assert acts.do(maker, erase_address, typed, now=NOW) == 4
    found = entries(maker)
    assert [entry.email for entry in found] == [None] * 3 + others + [None]
    assert [entry.name is None for entry in found] == [True] * 3 + [False] * 5 + [True]
    assert {entry.erased_at for entry in found if entry.email is None} == {NOW}
    # Again, there is nobody left.
    assert acts.do(maker, erase_address, typed, now=NOW + timedelta(days=1)) == 0


@pytest.mark.parametrize("typed", ["ÉVA@bücher.example", "éva@BÜCHER.example", "éva@xn--bcher-kva.example"])
def test_an_address_of_other_letters_is_erased_too(maker: Maker, typed: str) -> None:
    link = maker.link()
    for email in ("éva@bücher.example", "Éva@bücher.example", "eva@bücher.example", "éva@bucher.example"):
        enter_as(maker, link, email)
    assert acts.do(maker, erase_address, typed, now=NOW) == 2
    assert [entry.email for entry in entries(maker)][2:] == ["eva@bücher.example", "éva@bucher.example"]


@pytest.mark.parametrize("text", [None, "dana dana@example.org"])
def test_entries_of_older_versions_are_erased_too(
    maker: Maker, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    """They have no text to be searched by, or one of one line."""
    monkeypatch.setattr(erasing, "BATCH", 2)
    link = maker.link()
    emails = [*SPELLINGS, "dan@example.org", *SPELLINGS]
    for email in emails:
        enter_as(maker, link, email)
    with database.writing(maker.bind) as db:
        db.execute(update(GuestEntry).where(GuestEntry.id > 1).values(folded=text))
    assert acts.do(maker, erase_address, "Dana@example.org", now=NOW) == 6
    assert [entry.email for entry in entries(maker) if entry.email] == ["dan@example.org"]


def test_an_entry_whose_text_is_made_meanwhile_is_not_missed(maker: Maker) -> None:
    maker.enter(maker.link())
    with database.writing(maker.bind) as db:
        db.execute(update(GuestEntry).values(folded=None))
        acted: list[str] = []

        def complete(_connection: object, _cursor: object, sql: str, *_: object) -> None:
            """Between the first two questions."""
            if sql.startswith("SELECT guest_entry.id"):
                acted.append(sql)
                if len(acted) == 2:
                    db.execute(update(GuestEntry).values(folded=fold_lines("Dana", "dana@example.com")))

        event.listen(maker.bind, "before_cursor_execute", complete)
        assert erase_address(db, "dana@example.com", now=NOW) == 1


def test_long_addresses_that_begin_alike_are_told_apart(maker: Maker) -> None:
    link = maker.link()
    long = [f"dana@{'a' * 60}.{'b' * 60}.example.{end}" for end in ("org", "com")]
    for email in long:
        enter_as(maker, link, email)
    assert acts.do(maker, erase_address, long[0].upper(), now=NOW) == 1
    assert [entry.email for entry in entries(maker)] == [None, long[1]]


def test_two_spellings_in_other_capitals_are_searched_by_the_same_text() -> None:
    """So the entries that are compared are all that may be of the address."""
    letters = [chr(point) for point in range(sys.maxunicode + 1) if not 0xD800 <= point < 0xE000]
    assert [letter for letter in letters if fold(letter) != fold(letter.lower())] == []


def test_many_entries_are_erased_at_once(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "BATCH", 2)
    link = maker.link()
    for _ in range(5):
        maker.enter(link)
    assert acts.do(maker, erase_address, "dana@example.com", now=NOW) == 5
    assert {entry.email for entry in entries(maker)} == {None}


def test_a_text_that_is_no_address_is_refused(maker: Maker) -> None:
    with pytest.raises(Invalid, match="Enter an email address in the correct format"):
        acts.do(maker, erase_address, "dana", now=NOW)


def test_what_is_searched_and_what_was_watched_go_with_the_name(maker: Maker) -> None:
    link = maker.link()
    enter_as(maker, link, "by-retention@example.org")
    enter_as(maker, link, "on-request@example.org")
    acts.do(maker, erase_address, "on-request@example.org", now=NOW)
    acts.do(maker, erase_guests, now=NOW + timedelta(days=90), limit=10)
    for entry in entries(maker):
        assert (entry.name, entry.email, entry.last_seen_at) == (None, None, None)
        assert (entry.watched_seconds, entry.watched_parts) == (0, 0)
    with database.reading(maker.bind) as db:
        assert set(db.scalars(select(GuestEntry.folded))) == {None}
        assert db.get_one(GuestLink, link.id).clicks == 2
