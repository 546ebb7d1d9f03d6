"""A disk that is full, read-only, broken or closed to us is told apart by errno, to the person and to the operator."""

import errno
import io
import os
import tempfile
from pathlib import Path

import pytest

from models.config.settings import settings
from models.errors import MediaAway, MediaFolderMissing, MediaFolderUnusable, MediaUnreadable, NoSpace
from models.files import arriving, disk_faults, storage
from tests.vocabulary.uploads import left_over

REFUSALS: dict[int, tuple[type[Exception], str]] = {
    errno.ENOSPC: (NoSpace, "full"),
    errno.EDQUOT: (NoSpace, "quota"),
    errno.EFBIG: (NoSpace, "size"),
    errno.ENOENT: (MediaFolderMissing, "missing"),
    errno.ENOTDIR: (MediaFolderMissing, "no folder"),
    errno.EACCES: (MediaFolderUnusable, "owner and mode"),
    errno.EPERM: (MediaFolderUnusable, "forbids"),
    errno.EROFS: (MediaFolderUnusable, "read-only"),
    errno.EIO: (MediaFolderUnusable, "fails"),
    errno.ESTALE: (MediaFolderUnusable, "mount it again"),
    errno.EMFILE: (MediaFolderUnusable, "too many open files"),
    errno.ENFILE: (MediaFolderUnusable, "too many open files"),
    errno.ENAMETOOLONG: (MediaFolderUnusable, "too long"),
    errno.ENODEV: (MediaFolderUnusable, "gone"),
    errno.EXDEV: (MediaFolderUnusable, "EXDEV"),
}


@pytest.fixture(params=REFUSALS, ids=errno.errorcode.get)
def number(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def failing(number: int) -> object:
    def fail(*_: object, **__: object) -> object:
        raise OSError(number, os.strerror(number))

    return fail


def test_an_upload_that_cannot_begin_says_why(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    kind, why = REFUSALS[number]
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", failing(number))
    with pytest.raises(kind) as caught:
        storage.begin_upload(10)
    assert why in str(vars(caught.value)["why"])


@pytest.mark.parametrize("written", [Path.write_bytes, Path.touch, Path.mkdir])
def test_a_file_that_cannot_be_kept_says_why_and_leaves_nothing(
    number: int, written: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind, why = REFUSALS[number]
    monkeypatch.setattr(Path, written.__name__, failing(number))  # type: ignore[attr-defined]
    with pytest.raises(kind) as caught:
        storage.keep_bytes(b"bytes", "vtt")
    assert why in str(vars(caught.value)["why"])
    assert left_over() == []


def test_an_upload_whose_file_cannot_be_linked_says_why(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "hardlink_to", failing(number))
    with arriving.begin(5) as upload, pytest.raises(REFUSALS[number][0]):
        storage.keep_uploaded(Path(upload.name), "mp4")
    assert left_over() == []


def test_a_file_of_which_the_disk_tells_nothing_is_not_missing(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise its links would be marked, and what is left of it erased."""
    is_gone = number in {errno.ENOENT, errno.ENOTDIR}
    name = storage.keep_bytes(b"bytes", "vtt")
    monkeypatch.setattr(os, "stat", failing(number))
    if is_gone:
        assert not storage.has(name)
    else:
        with pytest.raises(MediaUnreadable):
            storage.look_for([name])


def test_a_file_that_cannot_be_erased_is_kept_for_later(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    name = storage.keep_bytes(b"bytes", "vtt")
    monkeypatch.setattr(Path, "unlink", failing(number))
    with pytest.raises(MediaAway):
        storage.erase(name)
    storage.discard(name)
    assert storage.has(name)
    assert (settings().doubtful_folder / name).exists()


def test_the_doctor_writes_to_find_out(number: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Failing(io.BytesIO):
        write = failing(number)  # type: ignore[assignment]

    assert disk_faults.try_to_write(tmp_path) is None
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: Failing())
    assert REFUSALS[number][1] in str(disk_faults.try_to_write(tmp_path))


def test_one_look_sees_a_missing_folder_and_a_file_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert disk_faults.look(tmp_path) is None
    assert disk_faults.look(tmp_path / "absent") == "the folder is missing"
    assert disk_faults.look(tmp_path / "file") == "it is no folder"
    assert {file.name for file in tmp_path.iterdir()} == {"file", "var"}
