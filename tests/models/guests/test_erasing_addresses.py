"""All entries of one address are erased on request, in all its spellings (contract 11.65)."""

import sys
from datetime import timedelta

import pytest
from sqlalchemy import event, select, update

from models.errors import Invalid
from models.guests import erasing
from models.guests.erasing import erase_address, erase_guests
from models.plumbing import database
from models.plumbing.folding import fold, fold_lines
from models.tables import GuestEntry, GuestLink
from tests.models.guests.entries import entries
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


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
