"""Commands work whatever the caller has done with their standard input, output and error (contract 7.31)."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.vocabulary import commands
from tests.vocabulary.tree import GUESTLINK

SECRET_KEY = "0123456789abcdef" * 4
ADD = f"echo a-long-password-of-owners | {GUESTLINK} user add a@example.org --name שלום --role admin --password-stdin"


def shell(command: str, folder: Path, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    site = {name: value for name, value in os.environ.items() if not name.startswith("GUESTLINK_")}
    return subprocess.run(
        ["sh", "-c", command], env=site | environment, cwd=folder, capture_output=True, timeout=60, check=False
    )


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site, whose data folder has a name that addresses and shells read in their own way."""
    home = tmp_path_factory.mktemp("home")
    settings = f"GUESTLINK_DATA='~/odd ?x=1 %41 #é'\nGUESTLINK_SECRET_KEY={SECRET_KEY}\n"
    (home / ".env").write_text(settings, encoding="utf-8")
    made = shell(f"{GUESTLINK} migrate", home, HOME=str(home))
    assert made.returncode == 0, made.stderr
    return home


@pytest.fixture
def folder(migrated: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(migrated, tmp_path / "home"))


def test_a_home_folder_and_odd_letters_in_the_data_folder_work(folder: Path) -> None:
    assert (folder / "odd ?x=1 %41 #é" / "guestlink.sqlite3").stat().st_size > 0
    assert not (folder / "~").exists()
    assert [file.name for file in folder.glob("odd*")] == ["odd ?x=1 %41 #é"]


@pytest.mark.parametrize("closed", ["2>&-", ">&-", ">&- 2>&-", "2>/dev/full"])
def test_no_line_lands_in_another_file(folder: Path, closed: str) -> None:
    """The next file that is opened gets the number of a closed one. That must not be the database."""
    assert shell(f"{ADD} {closed}", folder, HOME=str(folder)).returncode == 0
    listed = commands.run(GUESTLINK, "user", "list", "--json", environment={"HOME": str(folder)}, folder=folder)
    assert "a@example.org" in listed.stdout


def test_what_cannot_be_printed_is_an_error(folder: Path) -> None:
    done = shell(f"{GUESTLINK} settings >/dev/full", folder, HOME=str(folder))
    assert (done.returncode, done.stderr) == (1, b"Error: No space left on device\n")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
def test_a_terminal_without_a_letter_shows_its_number(folder: Path, encoding: str) -> None:
    assert shell(ADD, folder, HOME=str(folder), PYTHONIOENCODING=encoding, LC_ALL="C").returncode == 0
    listed = shell(f"{GUESTLINK} user list", folder, HOME=str(folder), PYTHONIOENCODING=encoding, LC_ALL="C")
    assert listed.returncode == 0
    assert ("שלום" if encoding == "utf-8" else r"\u05e9\u05dc\u05d5\u05dd").encode() in listed.stdout
