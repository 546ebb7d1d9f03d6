"""Errors are one line on standard error: exit code 1, and 2 for wrong usage; never a traceback (contract 7.16)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.vocabulary.server import ROOT
from tests.vocabulary.site import Site
from tests.web import typing_badly
from tests.web.cli.conftest import Run
from web.cli import doctor_checks

# An argument of a process cannot contain NUL.
NAMES = [(name, words.replace("a name", "a link name")) for name, words in typing_badly.NAMES if "\0" not in name]
NAMES += [("Da\udcffna", "contains a character that cannot be used")]
NUMBERS = [(typed, words) for typed, words in typing_badly.NUMBERS if "\0" not in typed]
NUMBERS += [(typed, "or fewer") for typed in typing_badly.TOO_MANY]


@pytest.mark.parametrize(("name", "words"), NAMES)
def test_an_invalid_name_is_refused_in_one_line(site: Site, run: Run, name: str, words: str) -> None:
    assert words in run("link", "create", site.media(), f"--name={name}", "--json").refused()
    assert site.state()["guest_link"] == 0


@pytest.mark.parametrize("option", ["--clicks", "--days"])
@pytest.mark.parametrize(("typed", "words"), NUMBERS)
def test_an_invalid_number_is_refused_in_one_line(site: Site, run: Run, option: str, typed: str, words: str) -> None:
    label = {"--clicks": "Number of clicks", "--days": "Number of days"}[option]
    refusal = run("link", "create", site.media(), "--name", "A link", f"{option}={typed}").refused()
    assert refusal.startswith(label)
    assert words in refusal
    assert site.state()["guest_link"] == 0


UNKNOWN: list[tuple[object, ...]] = [
    ("link", "show", 99),
    ("link", "delete", 99),
    ("link", "list", 99),
    ("link", "create", 99, "--name", "L"),
    ("access", "on", 99),
    ("user", "disable", "nobody@example.com"),
    ("media", "add", "/nowhere.mp4", "--owner", "x@e.org", "--title", "T"),
    ("media", "add-live", "--owner", "x@e.org", "--title", "T", "--folder", "f"),
    ("media", "end-live", 99),
    ("media", "delete", 99),
]


@pytest.mark.parametrize("arguments", UNKNOWN, ids=str)
def test_unknown_ids_names_and_files_are_refused_in_one_line(run: Run, arguments: tuple[object, ...]) -> None:
    assert "There is no" in run(*arguments).refused()


def test_of_an_unexpected_error_only_the_kind_and_the_place_are_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its text may hold what a guest has typed. Without the place, nobody could find its cause."""

    def fail() -> None:
        raise KeyError("dana@example.com")

    monkeypatch.setattr(doctor_checks, "check_site", fail)
    refusal = run("doctor").refused()
    line = fail.__code__.co_firstlineno + 1
    assert refusal.startswith(
        f"Something unexpected happened (KeyError). Report it with its place: {__file__}:{line} < "
    )
    assert "dana" not in refusal


WRONG_USAGE: list[tuple[object, ...]] = [
    (),
    ("nonsense",),
    ("link",),
    ("link", "show"),
    ("link", "show", "x"),
    ("link", "show", "0"),
    ("link", "show", "-1"),
    ("link", "show", "1" + "0" * 30),
    ("link", "list", 1, "--nonsense"),
    ("link", "create", 1),
    ("access", "flip", 1),
    ("access", "on"),
    ("user", "add", "x@example.com", "--name", "X", "--role", "god", "--password-stdin"),
    ("media", "add"),
    ("media", "add-live", "--owner", "x@e.org", "--title", "T"),
    ("media", "end-live", "x"),
]


@pytest.mark.parametrize("arguments", WRONG_USAGE, ids=str)
def test_wrong_usage_is_exit_code_two(run: Run, arguments: tuple[object, ...]) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert ran.err.startswith("Usage: ")


@pytest.mark.parametrize("typed", ["1_0", "\u0661\u0660"])
def test_an_id_is_written_in_plain_digits(run: Run, typed: str) -> None:
    assert run("link", "delete", typed).code == 2


PERSON = ["--name", "Ada", "--role", "admin", "--password-stdin"]


@pytest.mark.parametrize("email", [*typing_badly.EMAILS, "", "\udcff@example.com"])
def test_an_invalid_email_is_refused_in_one_line(site: Site, run: Run, email: str) -> None:
    run("user", "add", *PERSON, "--", email, stdin="a good password\n").refused()
    assert site.state()["user_account"] == 0


@pytest.mark.parametrize(("password", "code"), [("", 2), ("short", 1), ("x" * 1001, 1), ("\udcff" * 9, 1)])
def test_an_invalid_password_makes_no_account(site: Site, run: Run, password: str, code: int) -> None:
    run("user", "add", "ada@example.com", *PERSON, stdin=f"{password}\n").refused(code)
    assert site.state()["user_account"] == 0


def test_two_accounts_never_share_an_address(site: Site, run: Run) -> None:
    run("user", "add", "ada@example.com", *PERSON, stdin="a good password\n")
    refusal = run("user", "add", "Ada@Example.com", *PERSON, stdin="a good password\n").refused()
    assert refusal == "There is already an account with this email address"
    assert site.state()["user_account"] == 1


@pytest.mark.parametrize("kind", ["empty", "text", "folder"])
def test_a_file_that_is_not_a_video_is_refused_and_not_kept(site: Site, run: Run, tmp_path: Path, kind: str) -> None:
    owner, file = site.maker.user().email, tmp_path / "x.mp4"
    if kind == "folder":
        file.mkdir()
    else:
        file.write_bytes({"empty": b"", "text": b"Dear reader"}[kind])
    run("media", "add", file, "--owner", owner, "--title", "T", "--json").refused()
    assert list((tmp_path / "var" / "media").iterdir()) == []
    assert site.state()["media_item"] == 0


INVALID_SESSIONS: list[tuple[str, ...]] = [
    ("--folder", ""),
    ("--folder", "../x"),
    ("--folder", ".x"),
    ("--folder", "x", "--starts", "2035-01-02T03:04"),
    ("--folder", "x", "--starts", "soon"),
    ("--folder", "x", "--starts", "9999-12-31T23:00Z"),
    ("--playlist", "x"),
    ("--playlist", "https://u:p@e.org/x"),
    ("--playlist", "http://10.0.0.1/x"),
    ("--playlist", "http://[::1]/x"),
]


@pytest.mark.parametrize("options", INVALID_SESSIONS, ids=str)
def test_an_invalid_live_session_is_refused_in_one_line(site: Site, run: Run, options: tuple[str, ...]) -> None:
    owner = site.maker.user().email
    run("media", "add-live", "--owner", owner, "--title", "T", *options, "--json").refused()
    assert site.state()["media_item"] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((b"link", b"create", b"1", b"--name", b"Da\xff\xed\xa0\x80na"), b"Link name contains"),
        ((b"user", b"disable", b"\xff"), b"There is no user"),
    ],
)
def test_arguments_that_are_not_text_are_refused_in_one_line(
    site: Site, arguments: tuple[bytes, ...], words: bytes
) -> None:
    assert site.media() == 1
    ran = subprocess.run(
        [sys.executable, "-m", "web.cli.run", *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert ran.stderr.startswith(b"Error: " + words)
    assert ran.stderr.count(b"\n") == 1
