"""Errors are one line on standard error: exit code 1, and 2 for wrong usage; never a traceback (contract 7.16)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import uvicorn

from tests.conftest import forget
from tests.vocabulary.server import ROOT
from tests.vocabulary.site import Site
from tests.web import typing_badly
from tests.web.cli.conftest import Run

# An argument of a process cannot hold NUL.
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
    ("media", "delete", 99),
]
UNKNOWN += [("access", "on", 99), ("link", "create", 99, "--name", "L"), ("user", "disable", "nobody@example.com")]
UNKNOWN += [("media", "add", "/nowhere.mp4", "--owner", "x@e.org", "--title", "T")]
UNKNOWN += [("media", "end-live", 99), ("media", "add-live", "--owner", "x@e.org", "--title", "T", "--folder", "f")]


@pytest.mark.parametrize("arguments", UNKNOWN, ids=str)
def test_unknown_ids_names_and_files_are_refused_in_one_line(run: Run, arguments: tuple[object, ...]) -> None:
    assert "There is no" in run(*arguments).refused()


WRONG_USAGE: list[tuple[object, ...]] = [
    ("link",),
    ("nonsense",),
    ("link", "show"),
    ("link", "show", "x"),
    ("link", "show", "1" + "0" * 30),
]
WRONG_USAGE += [("link", "create", 1), ("access", "flip", 1), ("access", "on"), ()]
WRONG_USAGE += [("link", "show", "0"), ("link", "show", "-1"), ("link", "list", 1, "--nonsense"), ("media", "add")]
WRONG_USAGE += [("user", "add", "x@example.com", "--name", "X", "--role", "god", "--password-stdin")]
WRONG_USAGE += [("media", "add-live", "--owner", "x@e.org", "--title", "T"), ("media", "end-live", "x")]


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


@pytest.mark.parametrize("kind", ["empty", "text", "half", "folder"])
def test_a_file_that_is_not_a_video_is_refused_and_not_kept(
    site: Site, run: Run, clip: Path, tmp_path: Path, kind: str
) -> None:
    owner, file = site.maker.user().email, tmp_path / "x.mp4"
    whole = clip.read_bytes()
    if kind == "folder":
        file.mkdir()
    else:
        file.write_bytes({"empty": b"", "text": b"Dear reader", "half": whole[: len(whole) // 2]}[kind])
    run("media", "add", file, "--owner", owner, "--title", "T", "--json").refused()
    assert list((tmp_path / "var" / "media").iterdir()) == []
    assert site.state()["media_item"] == 0


INVALID_SESSIONS: list[tuple[str, ...]] = [
    ("--folder", "../x"),
    ("--folder", ".x"),
    ("--playlist", "x"),
    ("--playlist", "https://u:p@e.org/x"),
]
INVALID_SESSIONS += [
    ("--folder", "x", "--starts", "2035-01-02T03:04"),
    ("--folder", "x", "--starts", "soon"),
    ("--folder", ""),
]


@pytest.mark.parametrize("source", INVALID_SESSIONS, ids=str)
def test_an_invalid_live_session_is_refused_in_one_line(site: Site, run: Run, source: tuple[str, ...]) -> None:
    owner = site.maker.user().email
    run("media", "add-live", "--owner", owner, "--title", "T", *source, "--json").refused()
    assert site.state()["media_item"] == 0


SETTINGS = {
    "GUESTLINK_SECRET_KEY": "another key, long enough to be one",
    "GUESTLINK_BIND": "x",
    "GUESTLINK_DATA": "/dev/null/x",
}
SETTINGS |= {"GUESTLINK_DATABASE_URL": "nonsense", "GUESTLINK_SESSION_DAYS": "0", "GUESTLINK_TRUSTED_HOPS": "many"}
SETTINGS |= {"GUESTLINK_S3_BUCKET": "without-a-key", "GUESTLINK_S3_ENDPOINT": "https://of-no-bucket.example"}
SETTINGS |= {"GUESTLINK_BASE_URL": "https://", "GUESTLINK_TIMEZONE": "Mars/Olympus", "GUESTLINK_SECRET_KEY_FILE": "/no"}
SETTINGS |= {"GUESTLINK_RATE_LIMIT_URL": "redis://127.0.0.1:port/0", "GUESTLINK_BROKER_URL": "http://x"}
SETTINGS |= {"GUESTLINK_WEB_URL": "web:8000", "GUESTLINK_S3_REGION": "!!", "GUESTLINK_OIDC_ISSUER": "nonsense"}


NAMED = list(SETTINGS)


@pytest.mark.parametrize("name", NAMED)
def test_an_unusable_setting_is_refused_at_the_start_in_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, SETTINGS[name])
    if name == "GUESTLINK_DATA":
        monkeypatch.delenv("GUESTLINK_DATABASE_URL")
    forget()
    monkeypatch.setattr(uvicorn, "run", lambda *_args, **_named: pytest.fail("it started"))
    refusal = run("web").refused()
    assert name != "GUESTLINK_SECRET_KEY" or SETTINGS[name] not in refusal


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "BROKER_URL"])
def test_an_empty_secret_file_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"GUESTLINK_{name}_FILE", "/dev/null")
    forget()
    assert run("doctor").refused() == f"GUESTLINK_{name}_FILE: the file is empty"


NOT_TEXT: dict[bytes, tuple[bytes, ...]] = {
    b"Link name contains": (b"link", b"create", b"1", b"--name", b"Da\xff\xed\xa0\x80na")
}
NOT_TEXT |= {b"There is no user": (b"user", b"disable", b"\xff")}


@pytest.mark.parametrize("words", NOT_TEXT)
def test_arguments_that_are_not_text_are_refused_in_one_line(site: Site, words: bytes) -> None:
    assert site.media() == 1
    ran = subprocess.run(
        [sys.executable, "-m", "web.cli.run", *NOT_TEXT[words]],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert ran.stderr.startswith(b"Error: " + words)
    assert ran.stderr.count(b"\n") == 1
