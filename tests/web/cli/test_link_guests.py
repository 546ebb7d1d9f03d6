"""`guestlink link guests` (contract 7.38)."""

import csv
import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from models.plumbing import database
from models.tables import GuestEntry, GuestLink, Visit
from tests.vocabulary.site import Guest, Guests, Site, now
from tests.web.cli.conftest import Run

KEYS = ["id", "name", "email", "entered_at", "last_seen_at", "watched_seconds", "connected"]


@pytest.fixture
def link(site: Site) -> GuestLink:
    return site.link()


@pytest.fixture
def dana(guest: Guests, link: GuestLink) -> Guest:
    dana = guest(link)
    dana.enter()
    dana.watch()
    with database.writing() as db:
        db.execute(update(Visit).values(watched_seconds=95))
    return dana


@pytest.mark.usefixtures("dana")
def test_a_guest_is_printed_with_these_keys(run: Run, guest: Guests, link: GuestLink) -> None:
    omer = guest(link)
    omer.send(omer.form(), name="Omer", email="omer@example.com")
    first, last = run("link", "guests", link.id, "--json").document
    assert list(first) == KEYS
    assert (first["name"], first["email"], first["connected"], first["watched_seconds"]) == (
        "Omer",
        "omer@example.com",
        False,
        0,
    )
    assert first["last_seen_at"] is None
    assert (last["name"], last["connected"], last["watched_seconds"]) == ("Dana", True, 95)
    assert datetime.fromisoformat(last["entered_at"]).tzinfo is not None
    assert datetime.fromisoformat(last["last_seen_at"]).tzinfo is not None
    assert run("guest", "remove", last["id"], "--json").document["removed"] is True


@pytest.mark.usefixtures("dana")
def test_after_erasing_name_and_email_are_null(run: Run, link: GuestLink) -> None:
    with database.writing() as db:
        db.execute(update(GuestEntry).values(name=None, email=None, erased_at=now()))
    (erased,) = run("link", "guests", link.id, "--json").document
    # That she is still here is told (contract 4.48).
    assert (erased["name"], erased["email"], erased["watched_seconds"], erased["connected"]) == (None, None, 0, True)


@pytest.mark.usefixtures("dana")
def test_people_read_a_table(run: Run, link: GuestLink) -> None:
    out = run("link", "guests", link.id).out
    for text in ("Dana", "dana@example.com", "1 min 35 s", "here now"):
        assert text in out


def test_a_csv_file_is_printed_and_nothing_else(run: Run, guest: Guests, link: GuestLink) -> None:
    dana = guest(link)
    dana.send(dana.form(), name="=1+1", email="-dana@example.com")
    out = run("link", "guests", link.id, "--csv").out
    assert out.startswith("\ufeff")
    header, row = list(csv.reader(io.StringIO(out.removeprefix("\ufeff"), newline="")))
    assert header == KEYS
    assert row[1:3] == ["'=1+1", "'-dana@example.com"]
    assert datetime.fromisoformat(row[3]).tzinfo is not None
    assert row[4:] == ["", "0", "false"]


@pytest.mark.usefixtures("dana")
def test_an_excel_file_is_written(run: Run, link: GuestLink, tmp_path: Path) -> None:
    target = tmp_path / "guests.xlsx"
    assert run("link", "guests", link.id, "--xlsx", target).out == f"Wrote {target}.\n"
    with zipfile.ZipFile(target) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    for text in (*KEYS, "Dana", "dana@example.com"):
        assert f"<t>{text}</t>" in sheet


def test_a_link_without_guests_says_so(run: Run, link: GuestLink) -> None:
    assert run("link", "guests", link.id).out == "None yet.\n"
    assert run("link", "guests", link.id, "--json").document == []


def test_what_cannot_be_is_refused_in_one_line(run: Run, link: GuestLink, tmp_path: Path) -> None:
    assert run("link", "guests", 999).refused() == "There is no guest link 999."
    file = tmp_path / "guests.xlsx"
    assert "Only one of" in run("link", "guests", link.id, "--csv", "--xlsx", file).refused(2)
    run("link", "guests", link.id, "--xlsx", tmp_path / "no" / "guests.xlsx").refused()
    run("link", "guests", 999, "--xlsx", file).refused()
    assert not file.exists()
