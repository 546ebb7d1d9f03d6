"""pg_dump and pg_restore reach the database of the settings, and no password stands in their arguments."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.backups.postgresql_programs import ProgramFailed, feed, run
from models.plumbing import database

FAKE = """#!{python}
import os, sys
print(*sys.argv[1:], sep="\\n")
print("PASSWORD", os.environ.get("PGPASSWORD"))
sys.stdout.flush()
{more}
"""
ADDRESS = "postgresql://us%20er:p%40ss@db1:5432/site?host=db1:5432&host=db2:5433&sslmode=require&prepare_threshold=0"


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    return tmp_path / "bin"


def install(folder: Path, name: str, more: str = "") -> None:
    (folder / name).write_text(FAKE.format(python=sys.executable, more=more))
    (folder / name).chmod(0o755)


def test_it_reaches_the_same_database_as_the_site_and_hides_the_password(bin_folder: Path, tmp_path: Path) -> None:
    install(bin_folder, "pg_dump")
    with (tmp_path / "output").open("wb") as output:
        run("pg_dump", database.make_engine(ADDRESS), ["--format=custom"], output=output)
    address, *options, password = (tmp_path / "output").read_text().splitlines()
    named = dict(part.split("=", 1) for part in address.removeprefix("--dbname=").replace("us er", "us_er").split())
    assert named["host"] == "db1,db2"
    assert (named["dbname"], named["user"], named["sslmode"]) == ("site", "'us_er'", "require")
    assert "p@ss" not in address
    assert "prepare_threshold" not in address
    assert options == ["--no-password", "--format=custom"]
    assert password == "PASSWORD p@ss"


def test_its_first_error_is_told_in_one_line_without_emails(bin_folder: Path) -> None:
    errors = "print('pg_x: warning: a\\npg_x: error: no dana@example.com\\nDETAIL: Dana', file=sys.stderr); sys.exit(1)"
    install(bin_folder, "pg_x", errors)
    with pytest.raises(ProgramFailed) as failure:
        run("pg_x", database.make_engine("postgresql://x@y/z"), [])
    assert str(failure.value) == "pg_x: error: no …@…"


def test_a_program_that_says_nothing_is_named(bin_folder: Path) -> None:
    install(bin_folder, "pg_x", "sys.exit(3)")
    with pytest.raises(ProgramFailed, match=r"pg_x failed\."):
        run("pg_x", database.make_engine("postgresql://x@y/z"), [])


def test_a_program_that_ends_before_its_input_is_not_waited_for(bin_folder: Path) -> None:
    install(bin_folder, "pg_x", "print('pg_x: error: no', file=sys.stderr); sys.exit(1)")
    with pytest.raises(ProgramFailed, match="pg_x: error: no"):
        feed("pg_x", database.make_engine("postgresql://x@y/z"), [], (b"x" * 100_000 for _ in range(100)))


def test_if_its_input_breaks_off_the_program_is_killed(bin_folder: Path, tmp_path: Path) -> None:
    done = tmp_path / "done"
    install(bin_folder, "pg_x", f"sys.stdin.buffer.read(); open({str(done)!r}, 'w')")

    def pieces() -> Iterator[bytes]:
        yield b"x"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        feed("pg_x", database.make_engine("postgresql://x@y/z"), [], pieces())
    assert not done.exists()


def test_a_program_that_is_missing_is_named_with_its_package() -> None:
    with pytest.raises(ProgramFailed, match=r"pg_nothing is not installed.*postgresql-client"):
        run("pg_nothing", database.make_engine("postgresql://x@y/z"), [])
