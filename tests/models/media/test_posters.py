"""Posters that owners choose: an item has at most one. Those who may get the recording get the poster, too."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from models.config.settings import settings
from models.errors import Forbidden, Invalid, MediaFolderMissing, NotFound
from models.files import storage
from models.media import posters, showing
from models.plumbing import database
from models.tables import MediaFile
from tests.vocabulary import acts, pictures
from tests.vocabulary.clips import make_clip
from tests.vocabulary.maker import NOW, Maker

OWN, OTHER = pictures.picture("png"), pictures.picture("jpeg", 128, 32)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    make_clip(path, seconds=1, width=160, height=90)
    return path


def put(maker: Maker, media_id: int, content: bytes = OWN) -> None:
    with posters.keep_from_picture(content) as poster, database.writing(maker.bind) as db:
        replaced = posters.put_poster(db, media_id, poster, now=NOW)
    storage.discard(replaced)


def put_frame(maker: Maker, media_id: int) -> None:
    with database.reading(maker.bind) as db:
        video = showing.file_of(db, media_id, "video")
    assert video is not None
    with posters.keep_from_moment(video, 0) as (poster, _time), database.writing(maker.bind) as db:
        replaced = posters.put_poster(db, media_id, poster, now=NOW)
    storage.discard(replaced)


def remove(maker: Maker, media_id: int) -> None:
    with database.writing(maker.bind) as db:
        replaced = posters.put_poster(db, media_id, None, now=NOW)
    storage.discard(replaced)


def sizes(maker: Maker, media_id: int) -> list[tuple[int, int]]:
    """The width and height of each poster of the item. Also checks the file size in its row."""
    with database.reading(maker.bind) as db:
        rows = db.scalars(select(MediaFile).where(MediaFile.role == "poster", MediaFile.media_id == media_id))
        files = [(row.size, (settings().media_folder / row.stored_name).read_bytes()) for row in rows]
    assert all(size == len(content) for size, content in files)
    return [pictures.size(content) for _, content in files]


def stored_files() -> int:
    return len(list(settings().media_folder.glob("*.jpg")))


def test_a_second_poster_replaces_the_first_and_its_file(maker: Maker) -> None:
    media_id, other = maker.media(), maker.live()
    for each, content in ((media_id, OWN), (other, OWN), (media_id, OTHER)):
        put(maker, each, content)
    assert (sizes(maker, media_id), sizes(maker, other), stored_files()) == ([(128, 32)], [(64, 32)], 2)


def test_a_frame_of_the_video_can_replace_the_poster(maker: Maker, clip: Path) -> None:
    media_id, other = maker.media(), maker.media()
    with database.reading(maker.bind) as db:
        video = showing.file_of(db, media_id, "video")
    assert video is not None
    shutil.copy(clip, settings().media_folder / video.stored_name)
    for each in (media_id, other):
        put(maker, each)
    for _ in range(2):
        put_frame(maker, media_id)
    assert (sizes(maker, media_id), sizes(maker, other), stored_files()) == ([(160, 90)], [(64, 32)], 2)


@pytest.mark.parametrize("kind", ["live", "video"])
def test_a_poster_can_be_removed(maker: Maker, kind: str) -> None:
    media_id, other = (maker.live(), maker.live(folder="hall")) if kind == "live" else (maker.media(), maker.media())
    for each in (media_id, other):
        put(maker, each)
    for _ in range(2):
        remove(maker, media_id)
    assert (sizes(maker, media_id), sizes(maker, other), stored_files()) == ([], [(64, 32)], 1)


def test_while_the_video_is_missing_the_poster_stays(maker: Maker, tmp_path: Path) -> None:
    media_id = maker.media()
    put(maker, media_id)
    for video in settings().media_folder.glob("*.mp4"):
        video.rename(tmp_path / video.name)
    with pytest.raises(MediaFolderMissing):
        put_frame(maker, media_id)
    assert sizes(maker, media_id) == [(64, 32)]


def test_a_refused_picture_is_not_kept_and_the_old_poster_stays(maker: Maker) -> None:
    link, media_id = maker.link(), maker.media()
    put(maker, media_id)
    acts.delete_media(maker, link)
    for each, refusal in ((link.media_id, NotFound), (999, NotFound), (maker.media(kind="room"), Forbidden)):
        with pytest.raises(refusal):
            put(maker, each)
    for content in (b"no picture", OWN[:40], OWN + b"\0" * posters.MAX_PICTURE_BYTES):
        with pytest.raises(Invalid):
            put(maker, media_id, content)
    assert (sizes(maker, media_id), stored_files()) == ([(64, 32)], 1)


def test_a_picture_of_8_mebibytes_is_accepted(maker: Maker) -> None:
    media_id = maker.media()
    put(maker, media_id, OWN + b"\0" * (posters.MAX_PICTURE_BYTES - len(OWN)))
    assert sizes(maker, media_id) == [(64, 32)]


def test_a_live_visit_gets_the_poster_until_the_media_is_deleted(maker: Maker) -> None:
    link, other = maker.link(), maker.media()
    for media_id in (link.media_id, other):
        put(maker, media_id)
    guest, stranger = maker.enter(link), maker.enter(maker.link())
    key = acts.watch(maker, guest)
    acts.watch(maker, stranger)
    gets = [acts.plays(maker, who, key, role="poster") for who in (guest, stranger)]
    acts.delete_media(maker, link)
    assert (*gets, acts.plays(maker, guest, key, role="poster")) == (True, False, False)
    acts.sweep(maker)
    assert (sizes(maker, link.media_id), sizes(maker, other), stored_files()) == ([], [(64, 32)], 1)
