"""What is refused before anything is written: every archive that is not a whole backup of ours (contract 11.23)."""

import gzip
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from models.backups.archive import END, LABEL, MEDIA
from models.backups.examining import examine
from models.errors import CannotRestore
from tests.models.backups.archives import Archive
from tests.models.backups.backing_up import restore
from tests.models.backups.conftest import Places

NONE, CUT, OUT = "is not a backup of Guestlink", "is damaged or was cut off", "leads out of the data folder"
NO_FILE, NO_PART, NEWER = "is not a file", "is not part of a backup", "newer version of Guestlink"
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
STORED = f"{MEDIA}0123456789abcdef0123456789abcdef.mp4"


def relabelled(**values: object) -> Callable[[Archive], None]:
    return lambda archive: archive.change(LABEL, lambda label: json.dumps(json.loads(label) | values).encode())


def added(name: str, content: bytes = b"x", **fields: object) -> Callable[[Archive], None]:
    return lambda archive: archive.add(name, content, **fields)


def without(name: str) -> Callable[[Archive], None]:
    return lambda archive: archive.remove(name)


def without_end(archive: Archive) -> None:
    archive.has_end = False


def with_wrong_sum(archive: Archive) -> None:
    archive.has_wrong_sum = True


def label_last(archive: Archive) -> None:
    archive.entries.append(archive.entries.pop(0))


CHANGES: list[tuple[Callable[[Archive], None], str]] = [
    (added("../x"), OUT),
    (added(f"{MEDIA}../../x"), OUT),
    (added("media/.."), OUT),
    (added("/etc/cron.d/x"), OUT),
    (added("x\n\x1b[31m/../y"), OUT),
    (added(STORED, type=tarfile.SYMTYPE, linkname="/etc/passwd"), NO_FILE),
    (added(STORED, type=tarfile.LNKTYPE, linkname="secret_key"), NO_FILE),
    (added("secret_key2", type=tarfile.SYMTYPE, linkname="../x"), NO_FILE),
    (added("media", type=tarfile.DIRTYPE), NO_FILE),
    (added(STORED, type=tarfile.CHRTYPE), NO_FILE),
    (added(STORED, type=tarfile.FIFOTYPE), NO_FILE),
    (added("secret_key"), NO_PART),
    (added("up.lock"), NO_PART),
    (added("media/deeper/x.mp4"), NO_PART),
    (added("media/.hidden"), NO_PART),
    (added("./secret_key"), NO_PART),
    (added("former_keys", b"x" * 2_000_000), NO_PART),
    (added(END), CUT),
    (without("secret_key"), CUT),
    (without("database.sqlite3"), CUT),
    (without(LABEL), NONE),
    (label_last, NONE),
    (without_end, CUT),
    (with_wrong_sum, CUT),
    (relabelled(format=2), NEWER),
    (relabelled(schema_version="9999"), NEWER),
    (relabelled(format="x"), NONE),
    (relabelled(database="oracle"), NONE),
    (lambda archive: archive.change(LABEL, lambda _: b"{}"), NONE),
    (lambda archive: archive.change(LABEL, lambda _: b"[1]"), NONE),
    (lambda archive: archive.change(LABEL, lambda _: b"not JSON"), NONE),
]


def refused(file: Path, data: Path) -> str:
    """The sentence. Nothing is there afterwards, not even the folder."""
    with pytest.raises(CannotRestore) as refusal:
        restore(file)
    assert not data.exists()
    assert "\n" not in str(refusal.value)
    assert "\x1b" not in str(refusal.value)
    return str(refusal.value)


@SQLITE
@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_an_archive_that_was_changed_is_refused(backup: Path, places: Places, number: int) -> None:
    change, words = CHANGES[number]
    archive = Archive.read(backup)
    change(archive)
    backup.write_bytes(archive.packed())
    assert words in refused(backup, places.move())


@SQLITE
def test_an_archive_that_was_only_packed_anew_is_restored(backup: Path, places: Places) -> None:
    """So the refusals of the test above have no other reason than their change."""
    backup.write_bytes(Archive.read(backup).packed())
    places.move()
    restore(backup)


@SQLITE
@pytest.mark.parametrize("share", [0.0, 0.001, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1.0])
def test_a_file_that_was_cut_off_is_refused(backup: Path, places: Places, share: float) -> None:
    whole = backup.read_bytes()
    backup.write_bytes(whole[: min(int(len(whole) * share), len(whole) - 1)])
    assert (CUT if share >= 0.1 else "") in refused(backup, places.move())


@SQLITE
@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999])
def test_a_damaged_file_is_refused(backup: Path, places: Places, share: float) -> None:
    damaged = bytearray(backup.read_bytes())
    position = int(len(damaged) * share)
    damaged[position : position + 4] = bytes(byte ^ 0xFF for byte in damaged[position : position + 4])
    backup.write_bytes(damaged)
    refused(backup, places.move())


def tar_of(name: str) -> bytes:
    archive = Archive()
    archive.add(name)
    return archive.packed()


NOTHING = {
    "empty": b"",
    "a letter": b"x",
    "a text": b"Dear reader, " * 1000,
    "a packed text": gzip.compress(b"x" * 20_000, mtime=0),
    "the beginning of gzip": b"\x1f\x8b",
    "an empty archive": b"\0" * 10_240,
}


@pytest.mark.parametrize("content", NOTHING.values(), ids=NOTHING)
def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x"
    file.write_bytes(content)
    with pytest.raises(CannotRestore, match=NONE):
        examine(file, lambda _: None)


@pytest.mark.parametrize("name", ["a.txt", "secret_key", "../x"])
def test_an_archive_of_something_else_is_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / "x"
    file.write_bytes(tar_of(name))
    with pytest.raises(CannotRestore, match=NONE):
        examine(file, lambda _: None)


def test_an_archive_packed_with_zstandard_is_unpacked_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from models.backups import unpacking

    monkeypatch.delitem(unpacking.openers, unpacking.ZSTANDARD, raising=False)
    file = tmp_path / "x.zst"
    file.write_bytes(b"\x28\xb5\x2f\xfd" + b"x" * 100)
    with pytest.raises(CannotRestore, match=r"zstd -d .*x\.zst"):
        examine(file, lambda _: None)


@SQLITE
def test_an_archive_that_is_not_packed_is_read_too(backup: Path, places: Places) -> None:
    backup.write_bytes(gzip.decompress(backup.read_bytes()))
    places.move()
    restore(backup)


@SQLITE
def test_it_reads_the_whole_file_and_says_how_far_it_is(backup: Path) -> None:
    read: list[int] = []
    examined = examine(backup, read.append)
    assert sum(read) == backup.stat().st_size
    assert examined.media_files == 1
