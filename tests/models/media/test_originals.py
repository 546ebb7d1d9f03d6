"""The uploaded file of a recording: what is noted of it, and GUESTLINK_KEEP_ORIGINALS (contract 8.56, 8.58)."""

from fractions import Fraction
from pathlib import Path

import pytest

from models.media import originals
from models.media.originals import Original
from models.media.preparing import Source
from models.plumbing import database
from tests.conftest import forget
from tests.models.workflows import recordings
from tests.vocabulary import films
from tests.vocabulary.maker import Maker

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def original(maker: Maker, media_id: int) -> Original | None:
    with database.reading(maker.bind) as db:
        return originals.original_of(db, media_id)


@pytest.mark.parametrize(("kept", "left"), [("on", {".avi", ".mp4", ".jpg"}), ("off", {".mp4", ".jpg"})])
def test_the_uploaded_file_is_erased_only_where_none_is_kept_and_only_at_the_end(
    maker: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: str, left: set[str]
) -> None:
    monkeypatch.setenv("GUESTLINK_KEEP_ORIGINALS", kept)
    forget()
    media_id = recordings.add(maker, recordings.old_film(tmp_path))
    before = original(maker, media_id)
    assert before is not None
    assert before.file is not None
    assert before.source == Source("avi", ("mpeg4",), is_encoded=True)
    recordings.prepare(maker)
    assert recordings.stored() == left
    after = original(maker, media_id)
    assert after is not None
    assert (after.file is not None) == (kept == "on")


def test_a_webm_that_is_sent_itself_always_stays(maker: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUESTLINK_KEEP_ORIGINALS", "off")
    forget()
    pictures = films.Pictures(films.times(25, 0.4), codec="libvpx", rate=25, time_base=Fraction(1, 1000))
    media_id = recordings.add(maker, films.write(tmp_path / "film.webm", "webm", pictures))
    recordings.prepare(maker)
    assert {".mp4", ".webm"} <= recordings.stored()
    there = original(maker, media_id)
    assert there is not None
    assert there.file is not None
    assert there.file.content_type.startswith("video/webm")
