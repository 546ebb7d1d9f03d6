"""Copying media from the folder into a bucket: every file once, and none is lost."""

import pytest

from models.config.settings import settings
from models.errors import BucketAway, Misconfigured
from models.files import copying
from models.plumbing import database
from tests.vocabulary.bucket import Bucket
from tests.vocabulary.maker import Maker


def copy() -> copying.Copied:
    with database.reading() as db:
        files = copying.kept_files(db)
    return copying.copy_to_bucket(files)


def test_each_file_is_copied_once_and_stays_in_the_folder(bucket: Bucket, maker: Maker) -> None:
    for _ in range(3):
        maker.media()
    files = {path.name: path for path in settings().media_folder.iterdir()}
    one, two, three = files
    bucket.put(one, b"0123456789")
    bucket.put(two, b"half")
    (settings().media_folder / "no-rows.mp4").touch()
    done = copy()
    assert (done.copied, done.there, done.nowhere) == (2, 1, [])
    assert bucket.names() == {one, two, three}
    assert {bucket.content(name) for name in files} == {b"0123456789"}
    assert all(path.exists() for path in files.values())
    for path in files.values():
        path.unlink()
    bucket.remove(three)
    done = copy()
    assert (done.copied, done.there, done.nowhere) == (0, 2, [three])


def test_a_bucket_that_cannot_be_reached_raises(bucket: Bucket, maker: Maker) -> None:
    maker.media()
    bucket.refuse("503 Slow Down")
    with pytest.raises(BucketAway):
        copy()


def test_copying_without_a_bucket_is_refused(maker: Maker) -> None:
    maker.media()
    with pytest.raises(Misconfigured, match="GUESTLINK_S3_BUCKET"):
        copy()


def test_it_tells_how_many_bytes_are_in_the_bucket(bucket: Bucket, maker: Maker) -> None:
    for _ in range(3):
        maker.media()
    told: list[tuple[str, int, int]] = []
    with database.reading() as db:
        files = copying.kept_files(db)
    first, *_others = files
    (settings().media_folder / first[0]).unlink()
    copying.copy_to_bucket(files, lambda *report: told.append(report))
    total = sum(size for _name, size in files)
    assert {(doing, of) for doing, _done, of in told} == {("Copying", total)}
    assert [done for _doing, done, _of in told] == sorted(done for _doing, done, _of in told)
    assert told[-1][1] == total
