"""`guestlink link edit`: instants with a zone, days that are added, and what is refused in one line (contract 7.38)."""

from datetime import UTC, datetime, timedelta

import pytest

from models.tables import GuestLink
from tests.vocabulary.site import Site, now
from tests.web.cli.conftest import Run, noted

DAY = timedelta(days=1)


def when(instant: datetime) -> str:
    return instant.isoformat()


def in_log(instant: datetime | str | None) -> str:
    if instant is None:
        return "none"
    return f"{read(instant) if isinstance(instant, str) else instant:%Y-%m-%d %H:%M} UTC"


def read(text: str) -> datetime:
    return datetime.fromisoformat(text)


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
    ("0001-01-01T00:00+14:00", "is not between the years 1900 and 9000"),
    ("9999-12-31T23:00Z", "is not between the years 1900 and 9000"),
    ("9999-12-31T23:00-05:00", "is not between the years 1900 and 9000"),
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
    details = [detail for *_, detail in noted()]
    assert noted()[-1] == ("link_edited", None, link.media_id, link.id, details[-1])
    limit, ended = before["click_limit"], in_log(before["expires_at"])
    times = f"starts_at: none → {in_log(start)} · ends_at: {ended} → {in_log(end)}"
    taken = f"starts_at: {in_log(start)} → none · ends_at: {in_log(end)} → none"
    name = f"{before['name']} → Another"
    assert details == [f"{name} · clicks: {limit} → none · {times}", f"Another · clicks: none → 7 · {taken}"]


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
