"""Links that start, are edited and ended, and guests who are removed, at the command line (contract 7.38)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.links import tokens
from models.plumbing import database
from models.tables import AuditEntry, GuestEntry, GuestLink
from tests.vocabulary import acts
from tests.vocabulary.site import Site, now
from tests.web.cli.conftest import Run

DAY = timedelta(days=1)


def when(instant: datetime) -> str:
    return instant.isoformat()


def read(text: str) -> datetime:
    return datetime.fromisoformat(text)


def noted() -> list[tuple[str, int | None, int | None, int | None, str]]:
    with database.reading() as db:
        rows = db.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(row.act, row.user_id, row.media_id, row.link_id, row.detail) for row in rows]


@pytest.fixture
def link(site: Site) -> GuestLink:
    return site.maker.link(site.media(), clicks=5, days=7, now=now())


def test_a_link_is_made_that_starts_later(site: Site, run: Run) -> None:
    start = (now() + DAY).replace(microsecond=0)
    made = run("link", "create", site.media(), "--name", "L", "--days", 2, "--starts", when(start), "--json").document
    assert (read(made["starts_at"]), read(made["expires_at"])) == (start, start + 2 * DAY)
    assert made["status"] == "not_yet"
    shown = run("link", "show", made["id"]).out
    assert "not yet" in shown
    assert "starts:" in shown


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2099-12-31T18:00+01:00", datetime(2099, 12, 31, 17, tzinfo=UTC)),
        ("2099-12-31T18:00:00Z", datetime(2099, 12, 31, 18, tzinfo=UTC)),
        (" 2099-12-31 18:00:30-05:30 ", datetime(2099, 12, 31, 23, 30, 30, tzinfo=UTC)),
    ],
)
def test_an_instant_is_iso_8601_with_a_zone(run: Run, link: GuestLink, typed: str, instant: datetime) -> None:
    assert read(run("link", "edit", link.id, "--ends", typed, "--json").document["expires_at"]) == instant


WRONG = [
    ("2099-12-31T18:00", "has no zone"),
    ("2099-12-31", "has no zone"),
    ("tomorrow", "with its zone"),
    ("", "with its zone"),
    ("2099-02-30T18:00Z", "with its zone"),
    ("٢٠٩٩-12-31T18:00Z", "with its zone"),
    ("0001-01-01T00:00+14:00", "with its zone"),
    ("9999-12-31T23:00Z", "Enter a date and time"),
]


@pytest.mark.parametrize("option", ["--starts", "--ends"])
@pytest.mark.parametrize(("typed", "words"), WRONG)
def test_another_instant_is_refused_in_one_line(run: Run, link: GuestLink, option: str, typed: str, words: str) -> None:
    assert words in run("link", "edit", link.id, f"{option}={typed}", "--json").refused()
    assert words in run("link", "create", link.media_id, "--name", "L", f"--starts={typed}").refused()


def test_everything_of_a_link_is_edited_and_its_address_stays(run: Run, link: GuestLink) -> None:
    before = run("link", "show", link.id, "--json").document
    start, end = ((now() + days * DAY).replace(microsecond=0) for days in (1, 2))
    changes = ("--name", "Another", "--clicks", "unlimited", "--starts", when(start), "--ends", when(end))
    edited = run("link", "edit", link.id, *changes, "--json").document
    assert edited == before | {
        "name": "Another",
        "click_limit": None,
        "starts_at": start.isoformat(),
        "expires_at": end.isoformat(),
        "status": "not_yet",
    }
    edited = run("link", "edit", link.id, "--starts", "now", "--ends", "never", "--clicks", "7", "--json").document
    assert (edited["starts_at"], edited["expires_at"], edited["click_limit"]) == (None, None, 7)
    assert edited["status"] == "active"
    assert "Another" in run("link", "edit", link.id, "--name", "Another").out
    assert noted()[-1] == ("link_edited", None, link.media_id, link.id, "Another")


def test_days_are_added_to_the_end_or_to_now_where_that_has_passed(site: Site, run: Run) -> None:
    future = site.maker.link(site.media(), days=7, now=now())
    past = site.maker.link(site.media(), days=7, now=now() - 30 * DAY)
    assert future.expires_at is not None
    edited = run("link", "edit", future.id, "--extend-days", 2, "--json").document
    assert read(edited["expires_at"]) == future.expires_at + 2 * DAY
    before = now()
    edited = run("link", "edit", past.id, "--extend-days", 2, "--json").document
    assert before + 2 * DAY <= read(edited["expires_at"]) <= now() + 2 * DAY
    assert edited["status"] == "active"


def test_a_link_without_an_end_cannot_be_extended(site: Site, run: Run) -> None:
    link = site.maker.link(site.media(), now=now())
    assert run("link", "edit", link.id, "--extend-days", 2).refused() == "This link has no end."
    # One that was ended has one.
    run("link", "end", link.id)
    assert run("link", "edit", link.id, "--extend-days", 2, "--json").document["status"] == "active"


@pytest.mark.parametrize(
    ("option", "typed", "words"),
    [
        ("--clicks", "1", "Number of clicks must be 2 or more: 2 have been used"),
        ("--clicks", "0", "Number of clicks must be 2 or more: 2 have been used"),
        ("--clicks", "-1", "Number of clicks must be 2 or more: 2 have been used"),
        ("--clicks", "many", "Number of clicks must be a whole number, like 10"),
        ("--clicks", "", "Enter a number of clicks, or unlimited"),
        ("--name", " ", "Enter a link name"),
        ("--ends", "2020-01-01T00:00Z", "The end must be in the future"),
        ("--starts", "2999-01-01T00:00Z", "The end must be after the start"),
        ("--extend-days", "0", "Number of days must be 1 or more"),
        ("--extend-days", "", "Enter a number of days"),
    ],
)
def test_what_the_rules_refuse_is_one_line_and_changes_nothing(
    site: Site, run: Run, link: GuestLink, option: str, typed: str, words: str
) -> None:
    for _ in range(2):
        site.maker.enter(link, now=now())
    before = run("link", "show", link.id, "--json").document
    assert run("link", "edit", link.id, f"{option}={typed}").refused() == words
    assert run("link", "show", link.id, "--json").document == before
    assert noted() == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("link", "edit", 1),
        ("link", "edit", 1, "--ends", "never", "--extend-days", 2),
        ("link", "edit", "x", "--name", "L"),
        ("link", "end"),
        ("link", "qr", 1),
        ("link", "qr", 1, "file.gif"),
        ("access", "on", 1, "--end-now"),
        ("guest",),
        ("guest", "remove", "x"),
        ("guest", "erase"),
    ],
    ids=str,
)
def test_wrong_usage(run: Run, arguments: tuple[object, ...]) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("link", "edit", 99, "--name", "L"),
        ("link", "end", 99),
        ("link", "qr", 99, "a.svg"),
        ("guest", "remove", 99),
        ("access", "off", 99, "--end-now"),
    ],
    ids=str,
)
def test_what_is_unknown_is_named_in_one_line(run: Run, arguments: tuple[object, ...]) -> None:
    assert "There is no" in run(*arguments).refused()


def test_a_link_is_ended_and_lives_again(site: Site, run: Run, link: GuestLink) -> None:
    guest = site.maker.enter(link, now=now())
    key = acts.watch(site.maker, guest, now=now())
    for _ in range(2):
        assert run("link", "end", link.id, "--json").document["status"] == "expired"
    assert not acts.plays(site.maker, guest, key, now=now())
    assert run("link", "edit", link.id, "--ends", "never", "--json").document["status"] == "active"
    assert acts.load(site.maker, guest, now=now()) is None
    assert [act for act, *_ in noted()] == ["link_ended", "link_edited"]


def test_access_is_ended_with_what_plays(site: Site, run: Run, link: GuestLink) -> None:
    guest = site.maker.enter(link, now=now())
    key = acts.watch(site.maker, guest, now=now())
    run("access", "off", link.media_id)
    assert acts.plays(site.maker, guest, key, now=now())
    off: dict[str, Any] = run("access", "off", link.media_id, "--end-now", "--json").document
    assert off == {"id": link.media_id, "guest_access": False}
    assert not acts.plays(site.maker, guest, key, now=now())
    assert [act for act, *_ in noted()] == ["access_off", "access_ended"]


@pytest.mark.parametrize(("ending", "begins"), [("svg", b"<?xml"), ("PNG", b"\x89PNG")])
def test_the_address_is_written_as_a_qr_code(
    site: Site, run: Run, link: GuestLink, tmp_path: Path, ending: str, begins: bytes
) -> None:
    file = tmp_path / f"code.{ending}"
    written = run("link", "qr", link.id, file, "--json").document
    assert file.read_bytes().startswith(begins)
    token = tokens.token_of(link)
    assert token is not None
    assert written["url"].endswith(f"/g/{token}")
    assert "Error: " in run("link", "qr", link.id, tmp_path / "none" / "code.svg").err
    run("link", "delete", link.id)
    assert "is deleted" in run("link", "qr", link.id, file).refused()


def test_one_guest_is_removed_and_one_address_erased(site: Site, run: Run, link: GuestLink) -> None:
    guest, other = (site.maker.enter(link, now=now()) for _ in range(2))
    with database.reading() as db:
        entry = db.scalars(select(GuestEntry).where(GuestEntry.form_hash == guest.session_hash)).one()
    assert run("guest", "remove", entry.id, "--json").document == {"id": entry.id, "removed": True}
    assert acts.load(site.maker, guest, now=now()) is None
    assert acts.load(site.maker, other, now=now())
    assert run("guest", "erase", "DANA@example.com", "--json").document == {"erased": 2}
    assert "Nobody" in run("guest", "erase", "dana@example.com").out
    assert "correct format" in run("guest", "erase", "dana").refused()
    # No name or address of a guest stands in the log.
    assert noted() == [
        ("guest_removed", None, link.media_id, link.id, "A link"),
        ("guest_erased", None, None, None, "2"),
        ("guest_erased", None, None, None, "0"),
    ]
