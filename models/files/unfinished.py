"""Uploads that may break off and go on later (contract 8.41 to 8.49, 8.74 to 8.76).

An upload is two files in the folder of what is arriving: its bytes, and a note that never changes. The size of the
first is how much has arrived, so no other count can be wrong after a crash. When the upload has become an item, a note
that names the item takes the place of both.
"""

import fcntl
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from models.errors import NoSpace, NotFound, OtherOffset, TooManyUploads, UploadInUse, translatable
from models.files import arriving, disk_faults, storage, upload_notes
from models.files.upload_notes import Upload
from models.plumbing.ownership import give_to_owner_of_folder

# Of one person.
MOST_UNFINISHED = 10
# Adding an item, and cancelling its upload, wait for each other this long.
TURN_SECONDS = 10.0

GONE = translatable("This upload is no longer here. Choose the file again.")
ID = re.compile("[0-9a-f]{32}")


def begin(owner_id: int, *, length: int, title: str, metadata: str, now: datetime) -> Upload:
    """Reserve the space. Raises NoSpace, MediaAway and TooManyUploads."""
    storage.check()
    upload = Upload(secrets.token_hex(16), owner_id, length, title, metadata)
    with arriving.room_for(length):
        if sum(not each.is_over(now=now) for each in _unfinished_of(owner_id)) >= MOST_UNFINISHED:
            raise TooManyUploads(MOST_UNFINISHED)
        _check_share(owner_id, length)
        upload.path.touch(0o600, exist_ok=False)
        give_to_owner_of_folder(upload.path)
        os.utime(upload.path, (now.timestamp(), now.timestamp()))
        # Last: without its note, an upload is not there.
        upload_notes.write(upload)
    return upload


def find(upload_id: str, owner_id: int, *, now: datetime) -> Upload:
    """The upload of this person, also if it has become an item. Raises NotFound and MediaAway."""
    storage.check_folder()
    upload = None
    if ID.fullmatch(upload_id):
        unfinished = Upload(upload_id, owner_id, 0, "", "")
        # In this order: an upload that becomes an item meanwhile has both notes for a moment.
        upload = upload_notes.read(unfinished.note) or upload_notes.read(replace(unfinished, media_id=0).note)
    if upload is None or upload.is_over(now=now):
        raise NotFound(GONE)
    return upload


def arrived(upload: Upload) -> int:
    """How much of it is on the disk for good. The last byte counts when it has become an item. So a client that was
    not told of the item sends that byte again, and learns of it. Raises NotFound and MediaAway."""
    if upload.media_id is not None:
        return upload.length
    with _on_disk(), upload.path.open("rb") as file:
        os.fdatasync(file.fileno())
        return min(os.fstat(file.fileno()).st_size, upload.length - 1)


def open_at(upload: Upload, offset: int) -> Any:
    """Its file, open for writing at this offset. Nobody else can open it until it is closed, or its process ends.

    Raises NotFound, UploadInUse, OtherOffset and MediaAway, and NoSpace if its space was lent to others meanwhile.
    """
    with _on_disk():
        file = upload.path.open("r+b", buffering=0)
        try:
            _lock(file)
            _check_is_there(upload)
            size = os.fstat(file.fileno()).st_size
            # Of an upload that has come whole, the last byte may be sent again.
            if offset not in {size, min(size, upload.length - 1)}:
                raise OtherOffset
            _reserve_again(upload, file, upload.length - size)
            file.seek(offset)
        except BaseException:
            file.close()
            raise
    return file


def _reserve_again(upload: Upload, file: Any, rest: int) -> None:
    """If nothing has come of it lately, others may have its space (contract 8.74). Raises NoSpace and MediaAway."""
    if rest <= 0 or arriving.reserved_bytes(upload.path, upload.length):
        return
    with arriving.room_for(rest):
        _check_share(upload.owner_id, rest)
        found = os.fstat(file.fileno())
        # The system notes that the file was touched, and our own time stays: nothing has come yet.
        os.utime(file.fileno(), ns=(found.st_atime_ns, found.st_mtime_ns))


def _check_share(owner_id: int, size: int) -> None:
    """One upload may need all that is free. Several of one person leave half of it to others. Raises NoSpace."""
    reserved = sum(arriving.reserved_bytes(each.path, each.length) for each in _unfinished_of(owner_id))
    if reserved and reserved + size > arriving.free_bytes() // 2:
        raise NoSpace(f"the unfinished uploads of user {owner_id} would reserve more than half of what is free")


def _unfinished_of(owner_id: int) -> list[Upload]:
    return [upload for note in upload_notes.notes(owner_id) if (upload := upload_notes.read(note)) is not None]


def settle(file: Any, *, now: datetime) -> None:
    """Wait until its bytes are on the disk. From now on the upload is kept for its time. Raises MediaAway."""
    with _on_disk():
        os.fdatasync(file.fileno())
        os.utime(file.fileno(), (now.timestamp(), now.timestamp()))


@contextmanager
def becoming_an_item(upload: Upload) -> Iterator[None]:
    """Nobody can cancel it in the block, which commits the item. Raises NotFound if it was cancelled, and
    UploadInUse."""
    with _on_disk(), upload.note.open("r+b") as note:
        _wait_for_lock(note)
        _check_is_there(upload)
        yield


def note_item(upload: Upload, media_id: int) -> None:
    """It has become this item. Raises MediaAway and NoSpace."""
    with _on_disk():
        upload_notes.write(replace(upload, media_id=media_id))
        remove(upload)


def cancel(upload: Upload) -> None:
    """Remove what has come of it. An item that it has become stays. Raises UploadInUse and MediaAway."""
    with suppress(NotFound), becoming_an_item(upload):
        remove(upload)
    with suppress(OSError):
        replace(upload, media_id=0).note.unlink()


def remove(upload: Upload) -> None:
    """Call it only for an upload that is over, or that nobody can be adding now. Raises OSError."""
    # The note first: without it the upload is not there, and a sweep removes the rest (expired_uploads.py).
    upload.note.unlink(missing_ok=True)
    upload.path.unlink(missing_ok=True)


def _check_is_there(upload: Upload) -> None:
    """Asked with a lock on one of its files, which may have been removed just before."""
    if not upload.note.exists():
        raise NotFound(GONE)


def _wait_for_lock(file: Any) -> None:
    until = time.monotonic() + TURN_SECONDS
    while True:
        try:
            return _lock(file)
        except UploadInUse:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)


def _lock(file: Any) -> None:
    """Raises UploadInUse, and OSError."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UploadInUse from None
    except OSError as error:
        # On a disk that knows no locks, the name of the stored file still lets an upload become one item only.
        if error.errno not in arriving.KNOWS_NO_LOCKS:
            raise


@contextmanager
def _on_disk() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise NotFound(GONE) from None
    except OSError as error:
        raise disk_faults.refusal_of(error) from None
