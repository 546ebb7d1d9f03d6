"""The data folder is for its user alone, whatever the umask; nginx reads what it sends (contract 11.61)."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from models.config.settings import settings
from models.files import arriving, modes, storage
from tests.conftest import forget

MASKS = [0o000, 0o022, 0o077]
FOLDERS = {"": 0o750, "media": 0o750, "live": 0o750, "live/board": 0o750, "broker/messages": 0o700, "doubtful": 0o700}
FILES = {
    "guestlink.sqlite3": 0o600,
    "guestlink.sqlite3-wal": 0o600,
    "secret_key": 0o600,
    "up.lock": 0o600,
    "broker/messages/one": 0o600,
    "doubtful/note": 0o600,
    "media/a.mp4": 0o640,
    f"media/{arriving.PREFIX}1-x": 0o600,
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


def without_group(expected: dict[str, int], accel: str) -> dict[str, int]:
    return {name: each if accel == "on" else each & 0o700 for name, each in expected.items()}


@pytest.mark.parametrize("accel", ["on", "off"])
@pytest.mark.parametrize("mask", MASKS)
def test_a_site_from_before_is_put_right(monkeypatch: pytest.MonkeyPatch, accel: str, mask: int) -> None:
    monkeypatch.setenv("GUESTLINK_ACCEL", accel)
    forget()
    data = settings().data
    with umask(mask):
        for name in FOLDERS:
            (data / name).mkdir(parents=True, exist_ok=True)
        for name in FILES:
            (data / name).touch()
        (data / "media" / "elsewhere").symlink_to("/etc/hostname")
    outside = mode(Path("/etc/hostname"))
    for _ in range(2):
        modes.put_right(settings())
        assert {name: mode(data / name) for name in FOLDERS} == without_group(FOLDERS, accel)
        assert {name: mode(data / name) for name in FILES} == without_group(FILES, accel)
    assert mode(Path("/etc/hostname")) == outside


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


@pytest.mark.parametrize("mask", MASKS)
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
