"""How long a recording is: as its file says, or as far as it goes (contract 8.22)."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.errors import Invalid
from models.recordings import refusals
from models.recordings.inside import inspecting, reading
from tests.corpus.films import Film, write
from tests.corpus.patches import begun_later, cut_off, with_matroska_length_of, without_length_of_mp3

SMALL = Film("mp4", seconds=4, size=(64, 48), rate=10, picture_options={"g": "10", "bf": "0"})
FASTSTART = {"movflags": "faststart"}
FRAGMENTS = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
AS_IT_COMES = {"live": "1"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Film], bytes]:
    """Makes each film once."""
    folder, known = tmp_path_factory.mktemp("films"), {}

    def content(film: Film) -> bytes:
        key = repr(film)
        if key not in known:
            write(folder / "film", film)
            known[key] = (folder / "film").read_bytes()
        return known[key]

    return content


def inspected(content: bytes) -> dict[str, Any]:
    """In this process, which is faster. The child has tests of its own."""
    path = Path("film")
    path.write_bytes(content)
    with path.open("rb") as file:
        values, _poster = inspecting.inspect(file)
    return values


LENGTHS = {
    "MP4": (SMALL, True),
    "MP4 in fragments": (replace(SMALL, options=FRAGMENTS), False),
    "Matroska": (replace(SMALL, container="matroska"), True),
    "Matroska of a recorder": (replace(SMALL, container="matroska", options=AS_IT_COMES), False),
    "WebM of a recorder": (
        replace(SMALL, container="webm", picture="libvpx", sound="libopus", options=AS_IT_COMES),
        False,
    ),
    "a recorder's sound": (replace(SMALL, container="webm", picture=None, sound="libopus", options=AS_IT_COMES), False),
    "MPEG-TS": (replace(SMALL, container="mpegts"), False),
    "AVI": (replace(SMALL, container="avi", picture="mpeg4", sound="mp3"), False),
    "FLV": (replace(SMALL, container="flv", sample_rate=44100), False),
    "MP3": (replace(SMALL, container="mp3", picture=None, sound="mp3"), True),
    "AAC": (replace(SMALL, container="adts", picture=None), False),
    "FLAC": (replace(SMALL, container="flac", picture=None, sound="flac"), False),
    "a picture without sound": (replace(SMALL, sound=None), True),
    "sound that begins late": (replace(SMALL, sound_start=1), True),
    "a picture that begins late": (replace(SMALL, picture_start=1), True),
}


@pytest.mark.parametrize("kind", LENGTHS)
def test_a_recording_lasts_as_long_as_it_was_made(made: Callable[[Film], bytes], kind: str) -> None:
    film, knows_length = LENGTHS[kind]
    values = inspected(made(film))
    assert values["duration"] == pytest.approx(4, abs=0.15)
    assert (values["ends_early"], values["ends_still"]) == (False, False)
    assert values["knows_length"] is knows_length


def test_what_begins_a_second_late_as_a_whole_does_not_last_longer(made: Callable[[Film], bytes]) -> None:
    """Nothing is shown or heard in the first second, so it is left out."""
    values = inspected(made(replace(SMALL, picture_start=1, sound_start=1)))
    assert values["duration"] == pytest.approx(3, abs=0.1)
    assert values["starts_quickly"] is False


LATER = {
    "Matroska": replace(SMALL, container="matroska"),
    "Matroska without sound": replace(SMALL, container="matroska", sound=None),
    "Matroska that is encoded": replace(SMALL, container="matroska", picture="mpeg4", sound="flac"),
    "WebM": replace(SMALL, container="webm", picture="libvpx", sound="libopus"),
    "Matroska of a recorder": replace(SMALL, container="matroska", options=AS_IT_COMES),
    "Ogg Opus": replace(SMALL, container="ogg", picture=None, sound="libopus"),
    "Ogg Vorbis": replace(SMALL, container="ogg", picture=None, sound="vorbis"),
    "NUT": replace(SMALL, container="nut"),
    "FLV": replace(SMALL, container="flv", sample_rate=44100),
    "Windows Media": replace(SMALL, container="asf", picture="wmv2", sound="wmav2"),
    "MPEG-TS": replace(SMALL, container="mpegts"),
}


@pytest.mark.parametrize("start", [5, 3600])
@pytest.mark.parametrize("kind", LATER)
def test_times_may_begin_later_than_at_0(made: Callable[[Film], bytes], kind: str, start: int) -> None:
    """As those of a running stream that was recorded."""
    film = LATER[kind]
    values = inspected(made(replace(film, options={**film.options, "output_ts_offset": str(start)})))
    assert values["duration"] == pytest.approx(4, abs=0.15)
    assert (values["ends_early"], values["ends_still"]) == (False, False)


@pytest.mark.parametrize("start", [5, 3600, 1_700_000_000])
def test_fragments_may_begin_later_than_at_0(made: Callable[[Film], bytes], start: int) -> None:
    values = inspected(begun_later(start)(made(replace(SMALL, options=FRAGMENTS))))
    assert values["duration"] == pytest.approx(4, abs=0.2)
    assert (values["ends_early"], values["ends_still"]) == (False, False)


CUT = {
    "MP4": replace(SMALL, options=FASTSTART),
    "MP4 without sound": replace(SMALL, options=FASTSTART, sound=None),
    "MP4 in fragments": replace(SMALL, options=FRAGMENTS),
    "Matroska": replace(SMALL, container="matroska"),
    "AVI": replace(SMALL, container="avi", sound="mp3"),
    "WAV": replace(SMALL, container="wav", picture=None, sound="pcm_s16le"),
    "AIFF": replace(SMALL, container="aiff", picture=None, sound="pcm_s16be"),
    "FLAC": replace(SMALL, container="flac", picture=None, sound="flac"),
    "MP3": replace(SMALL, container="mp3", picture=None, sound="mp3"),
    "FLV": replace(SMALL, container="flv", sample_rate=44100),
}


@pytest.mark.parametrize("part", [0.5, 0.8])
@pytest.mark.parametrize("kind", CUT)
def test_a_file_cut_off_is_taken_as_far_as_it_goes(made: Callable[[Film], bytes], kind: str, part: float) -> None:
    values = inspected(cut_off(part)(made(CUT[kind])))
    if kind != "FLAC":
        # It is packed too well for halves to be alike.
        assert values["duration"] == pytest.approx(4 * part, abs=0.6)
    assert 0 < values["duration"] < 3.9
    assert values["ends_early"] is True
    assert values["knows_length"] is False


@pytest.mark.parametrize("kind", ["MPEG-TS", "AAC", "Matroska of a recorder"])
def test_a_file_that_has_no_end_is_not_cut_off(made: Callable[[Film], bytes], kind: str) -> None:
    values = inspected(cut_off(0.5)(made(LENGTHS[kind][0])))
    assert values["duration"] == pytest.approx(2, abs=0.6)


def test_a_last_picture_may_stand_for_minutes(made: Callable[[Film], bytes]) -> None:
    film = replace(SMALL, container="matroska", sound=None)
    values = inspected(with_matroska_length_of(300)(made(film)))
    assert values["duration"] == pytest.approx(300)
    assert (values["ends_early"], values["knows_length"], values["ends_still"]) == (False, True, True)


def test_an_mp3_whose_length_is_guessed_wrongly_is_measured(made: Callable[[Film], bytes]) -> None:
    mp3 = replace(SMALL, container="mp3", picture=None, sound="mp3", sound_options={"q": "5", "flags": "+qscale"})
    values = inspected(without_length_of_mp3(made(mp3)))
    assert values["duration"] == pytest.approx(4, abs=0.1)


@pytest.mark.parametrize("loud_first", [False, True])
def test_an_mp3_that_does_not_tell_its_length_is_as_long_as_it_is_heard(
    made: Callable[[Film], bytes], *, loud_first: bool
) -> None:
    """FFmpeg guesses it from the first bit rate."""
    bare = {"write_xing": "0", "id3v2_version": "0"}
    mp3 = replace(SMALL, container="mp3", picture=None, sound="mp3", options=bare)
    parts = [made(replace(mp3, sound_options={"b": rate})) for rate in ("32k", "256k")]
    values = inspected(b"".join(reversed(parts) if loud_first else parts))
    assert values["duration"] == pytest.approx(8, abs=0.2)
    assert (values["knows_length"], values["ends_early"]) == (False, False)


def test_zeros_before_an_mp3_are_not_heard(made: Callable[[Film], bytes]) -> None:
    values = inspected(bytes(200_000) + made(replace(SMALL, container="mp3", picture=None, sound="mp3")))
    assert values["duration"] == pytest.approx(4, abs=0.1)


def test_a_recording_that_takes_too_long_to_read_is_taken_as_far_as_it_was_read(
    made: Callable[[Film], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "READING_SECONDS", -1.0)
    values = inspected(made(LENGTHS["WebM of a recorder"][0]))
    assert values["ends_early"] is True


@pytest.mark.parametrize("part", [0.001, 0.01])
def test_a_file_of_which_hardly_anything_is_left_cannot_be_played(made: Callable[[Film], bytes], part: float) -> None:
    with pytest.raises(Invalid, match=refusals.UNPLAYABLE):
        inspected(cut_off(part)(made(SMALL)))


def test_an_mp4_without_its_index_cannot_be_played(made: Callable[[Film], bytes]) -> None:
    content = made(SMALL)
    with pytest.raises(Invalid, match=refusals.UNPLAYABLE):
        inspected(content[: content.index(b"moov")])
