"""What unfinished uploads reserve, and for how long (contract 8.74 to 8.76)."""

import time
from datetime import UTC, datetime

import pytest

from models.errors import NoSpace
from models.files import arriving, expired_uploads, storage, unfinished
from models.files.expired_uploads import remove_expired_uploads
from models.files.upload_notes import Upload
from models.people import accounts
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker
from tests.vocabulary.patches import fill_disk

ANA, BEN = 1, 2


def begin(owner_id: int = ANA, *, length: int, now: datetime | None = None) -> Upload:
    return unfinished.begin(owner_id, length=length, title="A film", metadata="", now=now or datetime.now(UTC))


def come(upload: Upload, content: bytes, offset: int = 0) -> None:
    with unfinished.open_at(upload, offset) as file:
        file.write(content)
        unfinished.settle(file, now=datetime.now(UTC))


def leave_room(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    fill_disk(monkeypatch, free=arriving.SPARE_BYTES + size)


def wait(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + seconds)


@pytest.mark.parametrize(("seconds", "is_reserved"), [(595, True), (600, False)])
def test_an_upload_reserves_its_rest_for_ten_minutes_after_it_began(
    monkeypatch: pytest.MonkeyPatch, seconds: float, is_reserved: bool
) -> None:
    leave_room(monkeypatch, 1000)
    begin(length=900)
    wait(monkeypatch, seconds)
    if is_reserved:
        with pytest.raises(NoSpace):
            begin(BEN, length=101)
        with pytest.raises(NoSpace):
            storage.begin_upload(101)
        return
    begin(BEN, length=1000)


def test_it_reserves_again_when_bytes_come(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_room(monkeypatch, 1000)
    upload = begin(length=900)
    monkeypatch.setattr(arriving, "RESERVED_FOR", 0.0)
    storage.begin_upload(1000).close()
    monkeypatch.setattr(arriving, "RESERVED_FOR", 600.0)
    come(upload, b"0123")
    with pytest.raises(NoSpace):
        storage.begin_upload(105)
    storage.begin_upload(104).close()


def test_what_goes_on_late_asks_for_its_space_again_and_keeps_what_came(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_room(monkeypatch, 1000)
    late = begin(length=900)
    come(late, b"0123")
    end = late.expires_at()
    monkeypatch.setattr(arriving, "RESERVED_FOR", 0.0)
    leave_room(monkeypatch, 895)
    with pytest.raises(NoSpace):
        unfinished.open_at(late, 4)
    assert (unfinished.arrived(late), late.expires_at()) == (4, end)
    leave_room(monkeypatch, 896)
    come(late, b"4567", 4)
    assert late.path.read_bytes() == b"01234567"


def test_what_goes_on_late_takes_nothing_that_others_reserve(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_room(monkeypatch, 1000)
    monkeypatch.setattr(arriving, "RESERVED_FOR", 0.0)
    uploads = [begin(owner, length=900) for owner in (ANA, BEN)]
    monkeypatch.setattr(arriving, "RESERVED_FOR", 600.0)
    for upload in uploads:
        # Both lie still for longer than that.
        monkeypatch.setattr(arriving, "_reserves", lambda path, _found, mine=upload.path: path != mine)
        with pytest.raises(NoSpace):
            unfinished.open_at(upload, 0)


def test_several_of_one_person_leave_half_of_what_is_free_and_one_may_need_all(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_room(monkeypatch, 1000)
    begin(length=300)
    begin(length=200)
    with pytest.raises(NoSpace):
        begin(length=1)
    begin(BEN, length=500)
    leave_room(monkeypatch, 2000)
    begin(3, length=1000)
    with pytest.raises(NoSpace):
        begin(3, length=1)


def test_what_is_prepared_and_small_files_do_not_wait_for_unfinished_uploads(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_room(monkeypatch, 1000)
    begin(length=1000)
    with storage.begin_upload(900, comes_first=True):
        storage.check_space(100)
        with pytest.raises(NoSpace):
            storage.begin_upload(101, comes_first=True)
        with pytest.raises(NoSpace):
            storage.check_space(101)


def test_uploads_of_people_who_may_no_longer_upload_are_swept(maker: Maker) -> None:
    people = {
        name: maker.user(role) for name, role in (("ana", "contributor"), ("ben", "contributor"), ("eve", "viewer"))
    }
    acts.do(maker, accounts.disable_user, people["ben"].id, now=NOW)
    ids = {name: user.id for name, user in people.items()} | {"gone": 10**6}
    uploads = {name: begin(user_id, length=9, now=NOW) for name, user_id in ids.items()}
    item = begin(ids["ben"], length=9, now=NOW)
    unfinished.note_item(item, 7)
    swept = acts.sweep_files(maker, remove_expired_uploads, now=NOW)
    assert sorted(swept.ids) == sorted(ids[name] for name in ("ben", "eve", "gone"))
    assert {name for name, upload in uploads.items() if upload.note.exists()} == {"ana"}
    assert unfinished.find(item.id, ids["ben"], now=NOW).media_id == 7


def test_all_of_one_person_are_cancelled_also_while_they_are_sent() -> None:
    mine, others = begin(length=9), begin(BEN, length=9)
    with unfinished.open_at(mine, 0):
        expired_uploads.cancel_all_of(ANA)
    assert (mine.path.exists(), others.path.exists()) == (False, True)
