"""Both storage backends, a folder and a bucket on a real server, do the same."""

import io
from pathlib import Path

import pytest

from models.config.settings import settings
from models.errors import BucketAway, MediaAway, Misconfigured
from models.files import bucket as in_bucket
from models.files import s3, storage
from tests.conftest import forget
from tests.vocabulary.bucket import BUCKET, PREFIX, Bucket
from tests.vocabulary.uploads import left_over


@pytest.fixture(params=["folder", "bucket"])
def kind(request: pytest.FixtureRequest) -> str:
    if request.param == "bucket":
        request.getfixturevalue("bucket")
    return str(request.param)


def read(stored_name: str, size: int) -> bytes:
    with storage.file(stored_name, size).open() as file:
        return file.read() or b""


def test_a_kept_file_stays_until_it_is_erased(kind: str, tmp_path: Path) -> None:
    assert storage.is_reachable()
    source, upload = tmp_path / "x", settings().media_folder / "upload-x"
    source.write_bytes(b"a copy")
    upload.write_bytes(b"an upload")
    kept = {
        storage.keep_copy(source, "mp4"): b"a copy",
        storage.keep_uploaded(upload, "webm"): b"an upload",
        storage.keep_bytes(b"some bytes", "vtt"): b"some bytes",
    }
    assert {name: read(name, len(content)) for name, content in kept.items()} == kept
    assert storage.look_for([*kept, "never.mp4"]) == dict.fromkeys(kept, True) | {"never.mp4": False}
    first, *others = kept
    storage.erase(first)
    storage.erase(first)
    assert [storage.has(name) for name in kept] == [False, True, True]
    storage.discard(*others, None, "never.mp4")
    assert storage.look_for(kept) == dict.fromkeys(kept, False)
    assert {file.name for file in settings().doubtful_folder.iterdir()} == {first}, "its doubt is not cleared yet"


def test_a_file_can_be_read_from_any_position(kind: str) -> None:
    name = storage.keep_bytes(b"0123456789", "vtt")
    with storage.file(name, 10).open() as file:
        assert (file.seek(3), file.read(4), file.tell()) == (3, b"3456", 7)
        assert (file.seek(-2, io.SEEK_END), file.read(9), file.read(9)) == (8, b"89", b"")
    with pytest.raises(FileNotFoundError):
        storage.file("never.mp4", 10).open()


def test_a_file_larger_than_a_part_arrives_whole(bucket: Bucket, tmp_path: Path) -> None:
    source = tmp_path / "x"
    source.write_bytes(bytes(range(256)) * 4 * 20 * 1024)
    assert source.stat().st_size > in_bucket.PART_BYTES
    name = storage.keep_copy(source, "mp4")
    assert bucket.content(name) == source.read_bytes()
    assert left_over() == []


@pytest.mark.usefixtures("bucket_asked_each_time")
@pytest.mark.parametrize("how", ["503 Slow Down", "403 Forbidden", "404 Not Found", "no bucket", "silent", "refused"])
def test_a_bucket_that_cannot_be_reached_raises_and_keeps_the_notes(bucket: Bucket, tmp_path: Path, how: str) -> None:
    name = storage.keep_bytes(b"bytes", "vtt")
    storage.clear_doubt(name)
    bucket.go_away(how)
    assert (storage.is_reachable(), bool(storage.backend().trouble())) == (False, True)
    with pytest.raises(BucketAway):
        storage.has(name)
    with pytest.raises(BucketAway):
        storage.erase(name)
    with pytest.raises(BucketAway):
        storage.check_space(1)
    if how != "silent":
        # A silent bucket gives no answer at all, so nothing is raised.
        with pytest.raises(BucketAway):
            storage.look_for([name])
        with pytest.raises(MediaAway):
            storage.keep_bytes(b"more", "vtt")
        [note] = settings().doubtful_folder.iterdir()
        assert note.suffix == ".vtt", "a sweep will erase what may have arrived"
    storage.note_doubtful(name)
    storage.discard(name)
    assert (settings().doubtful_folder / name).exists()


@pytest.mark.usefixtures("bucket_asked_each_time")
def test_a_bucket_that_answers_again_is_used_again(bucket: Bucket) -> None:
    name = storage.keep_bytes(b"bytes", "vtt")
    bucket.freeze()
    assert not storage.is_reachable()
    bucket.thaw()
    assert (storage.is_reachable(), storage.has(name)) == (True, True)


def test_after_a_silence_the_next_calls_do_not_wait(bucket: Bucket) -> None:
    bucket.freeze()
    # Either the page or the connection stops waiting first. The connection adds the name of its error.
    assert (storage.backend().trouble() or "").startswith(s3.SILENT)
    bucket.thaw()
    bucket.log.write_text("")
    assert storage.backend().trouble() == s3.SILENT
    s3.connection().breaker.paused_until = 0.0
    assert storage.backend().trouble() is None


def test_the_parts_of_a_killed_upload_are_erased(bucket: Bucket) -> None:
    name = storage.new_doubtful_name("mp4")
    named = {"Bucket": BUCKET, "Key": f"{PREFIX}/{name}"}
    started = bucket.client.create_multipart_upload(**named)["UploadId"]
    bucket.client.upload_part(**named, UploadId=started, PartNumber=1, Body=b"a part")
    storage.discard(name)
    assert "Uploads" not in bucket.client.list_multipart_uploads(Bucket=BUCKET)
    assert list(settings().doubtful_folder.iterdir()) == []


COMPLETE = {"BUCKET": "guestlink-media", "KEY_ID": "an id", "SECRET": "a secret"}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"SECRET": ""}, "belong together"),
        ({"KEY_ID": ""}, "belong together"),
        ({"BUCKET": ""}, "must name the bucket"),
        ({"BUCKET": "No_Bucket"}, "GUESTLINK_S3_BUCKET"),
        ({"ENDPOINT": "s3.example.org"}, "GUESTLINK_S3_ENDPOINT"),
        ({"ENDPOINT": "https://s3.example.org/x"}, "GUESTLINK_S3_ENDPOINT"),
        ({"PREFIX": "a b"}, "GUESTLINK_S3_PREFIX"),
        ({"SECRET": "", "SECRET_FILE": "/no/such"}, "GUESTLINK_S3_SECRET_FILE"),
    ],
)
def test_incomplete_settings_are_refused(monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], words: str) -> None:
    for name, value in (COMPLETE | changed).items():
        monkeypatch.setenv(f"GUESTLINK_S3_{name}", value)
    forget()
    with pytest.raises(Misconfigured, match=words):
        settings()


def test_without_boto3_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in COMPLETE.items():
        monkeypatch.setenv(f"GUESTLINK_S3_{name}", value)
    monkeypatch.setattr("models.config.s3.find_spec", lambda _name: None)
    forget()
    with pytest.raises(Misconfigured, match=r"install guestlink\[s3\]"):
        settings()
