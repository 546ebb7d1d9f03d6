"""Adding a recording: its files and its rows."""

import errno
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models.config.settings import settings
from models.files import storage
from models.media import adding_recordings
from models.media.preparing import preparing_of
from models.media.shown_media import shown_media
from models.plumbing import clock, database
from models.recordings import inspecting
from models.tables import MediaFile, MediaItem, Preparation
from models.upkeep import running
from tests.vocabulary import acts
from tests.vocabulary.clips import make_clip
from tests.vocabulary.maker import NOW, Maker


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    target = tmp_path / "holiday <1>.mp4"
    make_clip(target, seconds=1, width=64, height=36)
    return target


def add_video(maker: Maker, clip: Path, *, poster: bool) -> MediaItem:
    """Does what the command line and the upload page do."""
    with adding_recordings.keep_recording(clip, inspecting.inspect(clip), keep=storage.keep_copy) as recording:
        kept = recording if poster else replace(recording, poster=None)
        media: MediaItem = acts.do(
            maker, adding_recordings.add_recording, kept, owner_id=maker.user().id, title="Holiday"
        )
    return media


def test_when_its_rows_cannot_be_written_no_file_stays(clip: Path) -> None:
    def stored_files() -> set[str]:
        return {path.name for path in settings().media_folder.iterdir() if path.is_file()}

    def fail_before_the_rows() -> None:
        with adding_recordings.keep_recording(clip, inspecting.inspect(clip), keep=storage.keep_copy) as recording:
            assert {recording.name, recording.poster and recording.poster.name, "other.mp4"} == stored_files()
            raise RuntimeError

    (settings().media_folder / "other.mp4").touch()
    with pytest.raises(RuntimeError):
        fail_before_the_rows()
    assert stored_files() == {"other.mp4"}


def test_when_the_notes_of_doubtful_files_cannot_be_removed_the_files_stay(
    maker: Maker, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk that takes nothing any more."""

    def fail(_path: Path, **_options: bool) -> None:
        raise OSError(errno.EROFS, "read-only")

    with monkeypatch.context() as patches:
        patches.setattr(Path, "unlink", fail)
        add_video(maker, clip, poster=True)
    with database.reading(maker.bind) as db:
        names = set(db.scalars(select(MediaFile.stored_name)))
    assert len(names) == 2
    assert {path.name for path in settings().media_folder.iterdir() if path.is_file()} == names
    assert {note.name for note in settings().doubtful_folder.iterdir()} == names
    running.run_task("forget_doubtful_files", now=clock.fresh_now(maker.bind) + timedelta(hours=25), bind=maker.bind)
    assert list(settings().doubtful_folder.iterdir()) == []
    assert {path.name for path in settings().media_folder.iterdir() if path.is_file()} == names


def test_a_new_video_is_private_without_guest_access_and_has_its_files(maker: Maker, clip: Path) -> None:
    media = add_video(maker, clip, poster=True)
    with database.reading(maker.bind) as db:
        files = {file.role: file for file in db.scalars(select(MediaFile))}
    assert (media.kind, media.visibility, media.guest_access) == ("video", "private", False)
    assert set(files) == {"video", "poster"}
    assert {file.media_id for file in files.values()} == {media.id}
    video = files["video"]
    assert (video.content_type, video.size, video.width, video.height) == ("video/mp4", clip.stat().st_size, 64, 36)
    assert video.duration_seconds == pytest.approx(1, abs=0.2)
    assert (files["poster"].content_type, video.created_at) == ("image/jpeg", NOW)
    assert "holiday" not in video.stored_name


@pytest.mark.parametrize("poster", [True, False])
def test_a_guest_gets_the_video_and_the_poster_if_there_is_one(maker: Maker, clip: Path, poster: bool) -> None:
    media = add_video(maker, clip, poster=poster)
    link = maker.link(media.id)
    acts.turn_on(maker, link)
    guest = maker.enter(link)
    key = acts.watch(maker, guest)
    assert acts.plays(maker, guest, key, role="video")
    assert acts.plays(maker, guest, key, role="poster") is poster
    with database.reading(maker.bind) as db:
        assert shown_media(db, media.id, now=NOW).has_poster is poster


@pytest.mark.parametrize(("lost", "codecs"), [("picture", "unknown aac"), ("sound", "h264 unknown"), ("", "h264 aac")])
def test_what_could_not_be_decoded_stays_known(maker: Maker, clip: Path, lost: str, codecs: str) -> None:
    whole = inspecting.inspect(clip)
    picture, sound = None if lost == "picture" else whole.picture, None if lost == "sound" else whole.sound
    inspected = replace(whole, is_clean=False, lost=lost, picture=picture, sound=sound)
    with adding_recordings.keep_recording(clip, inspected, keep=storage.keep_copy) as recording:
        media = acts.do(maker, adding_recordings.add_recording, recording, owner_id=maker.user().id, title="Holiday")
    with database.reading() as db:
        assert db.get_one(Preparation, media.id).codecs == codecs
        assert preparing_of(db, media.id).lost == lost
