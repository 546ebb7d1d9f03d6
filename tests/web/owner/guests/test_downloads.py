"""Guests as CSV and Excel files (contract 4.49)."""

import csv
import errno
import io
import zipfile
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from models.guests import guest_entries
from models.guests.erasing import erase_guests
from models.plumbing import database
from models.tables import GuestEntry, GuestLink
from tests.vocabulary.rooms import room
from tests.vocabulary.site import Guests, Site, now

ENTERED = datetime(2026, 7, 1, 12, 30, 15, tzinfo=UTC)


def enter(guest: Guests, link: GuestLink, *names: str) -> None:
    for name in names:
        somebody = guest(link)
        somebody.send(somebody.form(), name=name, email="+dana@example.com")
    with database.writing() as db:
        db.execute(update(GuestEntry).values(entered_at=ENTERED))


def address(link: GuestLink, ending: str) -> str:
    return f"/media/{link.media_id}/guest-access/links/{link.id}/guests.{ending}"


def rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_csv_file_holds_all_guests_and_names_the_zone(guest: Guests, link: GuestLink, owner: FlaskClient) -> None:
    enter(guest, link, "דנה", "=1+1", "@SUM(A1)")
    answer = owner.get(address(link, "csv"))
    named = "attachment; filename=\"A link-guests.csv\"; filename*=UTF-8''A%20link-guests.csv"
    assert answer.headers["Content-Disposition"] == named
    assert answer.mimetype == "text/csv"
    header, *guests = rows(answer.data)
    assert header[:5] == ["Name", "Email", "Link name", "Entered (UTC)", "Last seen (UTC)"]
    assert header[5:] == ["Watched (seconds)", "Watched (percent)", "Here now", "Removed"]
    assert [row[0] for row in guests] == ["'@SUM(A1)", "'=1+1", "דנה"]
    assert {(row[1], row[3]) for row in guests} == {("'+dana@example.com", "2026-07-01 12:30:15+00:00")}


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        ("audio", ["Listened (seconds)", "Listened (percent)"]),
        ("live", ["Watched (seconds)"]),
        ("room", ["In the room (seconds)"]),
    ],
)
def test_how_long_has_the_words_of_the_kind(site: Site, kind: str, numbers: list[str]) -> None:
    person = site.maker.user()
    link = site.link(room(site, person) if kind == "room" else site.media(person, kind=kind))
    (header,) = rows(site.signed_in(person).get(address(link, "csv")).data)
    assert header[5:] == [*numbers, "Here now", "Removed"]


def test_the_files_of_the_item_hold_the_guests_of_all_links(
    site: Site, guest: Guests, link: GuestLink, owner: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guest_entries, "BATCH", 2)
    sibling = site.link(link.media_id)
    enter(guest, link, "A", "B", "C")
    enter(guest, sibling, "D")
    item = owner.get(f"/media/{link.media_id}/guests.csv")
    assert [row[0] for row in rows(item.data)[1:]] == ["D", "C", "B", "A"]
    assert [row[0] for row in rows(owner.get(address(link, "csv")).data)[1:]] == ["C", "B", "A"]


def test_an_erased_guest_has_a_row_without_a_name(guest: Guests, link: GuestLink, owner: FlaskClient) -> None:
    enter(guest, link, "Dana")
    with database.writing() as db:
        erase_guests(db, now=now(), limit=10, retention_days=1)
        db.execute(update(GuestEntry).values(name=None, email=None, folded=None, erased_at=now()))
    assert rows(owner.get(address(link, "csv")).data)[1] == ["", "", "A link", "2026-07-01 12:30:15+00:00", *[""] * 5]


def test_of_an_erased_guest_who_is_still_here_only_that_is_told(
    guest: Guests, link: GuestLink, owner: FlaskClient
) -> None:
    dana = guest(link)
    dana.enter()
    dana.watch()
    with database.writing() as db:
        db.execute(update(GuestEntry).values(name=None, email=None, folded=None, erased_at=now(), entered_at=ENTERED))
    erased = ["", "", "A link", "2026-07-01 12:30:15+00:00", "", "", "", "Yes", ""]
    assert rows(owner.get(address(link, "csv")).data)[1] == erased


def test_links_with_hebrew_names_have_files_of_their_own(site: Site, link: GuestLink, owner: FlaskClient) -> None:
    sibling = site.link(link.media_id)
    with database.writing() as db:
        for each, name in ((link, "משפחה"), (sibling, "חברים")):
            db.execute(update(GuestLink).where(GuestLink.id == each.id).values(name=name))
    for each, name in ((link, "משפחה"), (sibling, "חברים")):
        header = owner.get(address(each, "csv")).headers["Content-Disposition"]
        assert f'filename="link-{each.id}-guests.csv"' in header
        assert unquote(header.rpartition("''")[2]) == f"{name}-guests.csv"


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "not enough free space"), (errno.EROFS, "Tell the people who run it")]
)
def test_an_excel_file_without_room_is_refused_in_words(
    guest: Guests, link: GuestLink, owner: FlaskClient, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, "refused")

    enter(guest, link, "Dana")
    monkeypatch.setattr("models.plumbing.xlsx_files._write_row", refuse)
    answer = owner.get(address(link, "xlsx"))
    assert (answer.status_code, words in answer.text) == (503, True)
    assert owner.get(address(link, "csv")).status_code == 200


def test_an_excel_file_holds_texts_as_texts_and_times_as_times(
    guest: Guests, link: GuestLink, owner: FlaskClient
) -> None:
    enter(guest, link, "=1+1", "https://example.com", "007")
    answer = owner.get(address(link, "xlsx"))
    assert answer.headers["Content-Disposition"].endswith("-guests.xlsx")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    for text in ("=1+1", "https://example.com", "007", "+dana@example.com", "Entered (UTC)"):
        assert f"<t>{text}</t>" in sheet
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    # 12:30:15 on the day number 46204 of Excel.
    assert "<v>46204.5210069" in sheet


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_link_without_guests_gives_a_file_with_a_header_alone(
    link: GuestLink, owner: FlaskClient, ending: str
) -> None:
    answer = owner.get(address(link, ending))
    assert answer.status_code == 200
    assert answer.data
    assert owner.head(address(link, ending)).data == b""
    assert owner.get(address(link, "ods")).status_code == 404
