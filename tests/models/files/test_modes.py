"""The data folder is for its user alone, whatever the umask; nginx reads what it sends (contract 11.61)."""

import itertools
import os
import stat
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from models.config.settings import settings
from models.files import arriving, modes, storage
from tests.conftest import forget
from tests.vocabulary.patches import record_calls

MASKS = [0o000, 0o022, 0o077]
FOLDERS = {"": 0o750, "media": 0o750, "live": 0o750, "live/board": 0o750, "broker/messages": 0o700, "doubtful": 0o700}
FOLDERS |= {"media/arriving": 0o700}
FILES = {
    "guestlink.sqlite3": 0o600,
    "guestlink.sqlite3-wal": 0o600,
    "secret_key": 0o600,
    "up.lock": 0o600,
    "broker/messages/one": 0o600,
    "doubtful/note": 0o600,
    "media/a.mp4": 0o640,
    f"media/{arriving.PREFIX}1-x": 0o600,
    f"media/arriving/{arriving.PREFIX}1-x": 0o600,
    "media/arriving/x": 0o600,
    "live/board/index.m3u8": 0o640,
}


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.fixture(params=["on", "off"])
def accel(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    choose(monkeypatch, str(request.param))
    return str(request.param)


def choose(monkeypatch: pytest.MonkeyPatch, accel: str) -> None:
    monkeypatch.setenv("GUESTLINK_ACCEL", accel)
    forget()


def make_site(mask: int) -> Path:
    data = settings().data
    with umask(mask):
        for name in FOLDERS:
            (data / name).mkdir(parents=True, exist_ok=True)
        for name in FILES:
            (data / name).touch()
        (data / "media" / "elsewhere").symlink_to("/etc/hostname")
        (data / "outside").symlink_to("/etc")
    return data


def modes_of(names: Iterable[str]) -> dict[str, int]:
    return {name: mode(settings().data / name) for name in names}


def without_group(expected: dict[str, int], accel: str) -> dict[str, int]:
    return {name: each if accel == "on" else each & 0o700 for name, each in expected.items()}


@pytest.mark.parametrize("mask", MASKS)
def test_a_site_from_before_is_put_right(accel: str, mask: int) -> None:
    make_site(mask)
    outside = mode(Path("/etc")), mode(Path("/etc/hostname"))
    for _ in range(2):
        modes.put_right(settings())
        assert modes_of(FOLDERS) == without_group(FOLDERS, accel)
        assert modes_of(FILES) == without_group(FILES, accel)
    assert (mode(Path("/etc")), mode(Path("/etc/hostname"))) == outside


@pytest.mark.parametrize(("before", "after"), [("on", "off"), ("off", "on")])
def test_when_nginx_begins_or_stops_to_send_the_files_their_modes_change(
    monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    make_site(0o077)
    for accel in (before, after):
        choose(monkeypatch, accel)
        modes.put_right(settings())
    assert modes_of(FOLDERS) == without_group(FOLDERS, after)
    assert modes_of(FILES) == without_group(FILES, after)


def test_a_start_looks_at_no_media_in_a_folder_that_is_right(accel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """There may be a million of them (facts 93)."""
    data = make_site(0o022)
    modes.put_right(settings())
    (data / "media" / "a.mp4").chmod(0o644)
    looked_at, looked_into = record_calls(monkeypatch, os, "lstat"), record_calls(monkeypatch, os, "scandir")
    modes.put_right(settings())
    assert (data / "media" / "a.mp4",) not in looked_at
    assert str(data / "media") not in {str(path) for (path,) in looked_into}
    assert mode(data / "media" / "a.mp4") == 0o644
    modes.put_right(settings(), everything=True)
    assert modes_of(FILES) == without_group(FILES, accel)


def test_what_was_broken_off_goes_on_at_the_next_start(accel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """At whichever file or folder it was killed."""
    make_site(0o000)
    change, left = os.chmod, [0]

    def chmod(path: Path, to: int) -> None:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        change(path, to)

    monkeypatch.setattr(os, "chmod", chmod)
    for allowed in itertools.count(1):
        left[0] = allowed
        with suppress(KeyboardInterrupt):
            modes.put_right(settings())
            break
    assert allowed > 4
    assert modes_of(FOLDERS) == without_group(FOLDERS, accel)
    assert modes_of(FILES) == without_group(FILES, accel)


@pytest.mark.parametrize(("accel", "expected"), [("on", 0o640), ("off", 0o600)])
@pytest.mark.parametrize("mask", MASKS)
def test_a_stored_file_can_be_read_by_nginx_where_it_sends_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, accel: str, expected: int, mask: int
) -> None:
    """A poster, captions, a copy, and an upload."""
    monkeypatch.setenv("GUESTLINK_ACCEL", accel)
    forget()
    (tmp_path / "film").write_bytes(b"a film")
    with umask(mask):
        names = [storage.keep_bytes(b"a poster", "jpg"), storage.keep_copy(tmp_path / "film", "mp4")]
        with storage.begin_upload(10) as upload:
            assert mode(Path(upload.name)) == 0o600
            names.append(storage.keep_uploaded(Path(upload.name), "mp4"))
    assert [mode(settings().media_folder / name) for name in names] == [expected] * 3


def test_a_folder_of_another_user_and_one_that_goes_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    data = settings().data
    (data / "live" / "board").mkdir(parents=True)
    (data / "live" / "board").chmod(0o777)
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    modes.put_right(settings())
    assert mode(data / "live" / "board") == 0o777
    data.rename(data.with_name("gone"))
    modes.put_right(settings())


# The mask that leaves most is the one that shows what the command does itself. The others take as long.
@pytest.mark.parametrize("mask", [0, *(pytest.param(mask, marks=pytest.mark.long) for mask in MASKS if mask)])
def test_what_a_command_makes_is_for_its_user_alone(environment: Path, mask: int) -> None:
    data = environment / "new" / "data"
    named = {**os.environ, "GUESTLINK_DATA": str(data)}
    command = [sys.executable, "-m", "web.cli.run", "prepare"]
    with umask(mask):
        root = Path(__file__).parents[3]
        subprocess.run(command, env=named | {"PYTHONPATH": str(root)}, check=True, stdout=subprocess.DEVNULL)
    found = {str(path.relative_to(data)): path for path in [data, *data.rglob("*")]}
    assert {"broker", "media", "guestlink.sqlite3", "."} <= found.keys()
    for name, path in found.items():
        assert mode(path) == (0o700 if path.is_dir() else 0o600), name
