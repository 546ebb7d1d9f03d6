"""Streams of which a copy would play otherwise are found, and no others (contract 8.20)."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.recordings.inside import inspecting, reading
from tests.corpus.films import Film, write
from tests.corpus.patches import described_twice
from tests.corpus.segments import flash_video, segments

SMALL = Film("mp4", seconds=4, size=(64, 48), rate=10, picture_options={"g": "10", "bf": "0"})
KINDS = {
    "MP4": SMALL,
    "MP4 with MP3": replace(SMALL, sound="mp3"),
    "MOV": replace(SMALL, container="mov"),
    "M4A": replace(SMALL, picture=None),
    "Matroska": replace(SMALL, container="matroska"),
    "MKA": replace(SMALL, container="matroska", picture=None),
    "WebM": replace(SMALL, container="webm", picture="libvpx", sound="libopus"),
    "WebM with Vorbis": replace(SMALL, container="webm", picture="libvpx", sound="vorbis"),
    "MPEG-TS": replace(SMALL, container="mpegts"),
    "MPEG-TS with MP3": replace(SMALL, container="mpegts", sound="mp3"),
    "FLV": replace(SMALL, container="flv", sample_rate=44100),
    "FLV with MP3": replace(SMALL, container="flv", sound="mp3", sample_rate=22050),
}
SOUNDS = {
    "MP3": replace(SMALL, container="mp3", picture=None, sound="mp3"),
    "AAC": replace(SMALL, container="adts", picture=None),
}


def irregular(content: bytes) -> tuple[bool, bool]:
    """Of the picture and of the sound."""
    Path("film").write_bytes(content)
    with Path("film").open("rb") as file:
        facts: dict[str, Any] = inspecting.inspect(file)[0]
    picture, sound = (facts[kind] and facts[kind]["is_irregular"] for kind in ("picture", "sound"))
    return bool(picture), bool(sound)


def content_of(film: Film) -> bytes:
    write(Path("part"), film)
    return Path("part").read_bytes()


@pytest.mark.parametrize("kind", [*KINDS, *SOUNDS])
def test_an_ordinary_recording_can_be_copied(kind: str) -> None:
    assert irregular(content_of((KINDS | SOUNDS)[kind])) == (False, False)


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_with_a_gap_is_not_copied(kind: str) -> None:
    assert irregular(content_of(replace(KINDS[kind], gap=(1, 1.2)))) == (False, True)


@pytest.mark.parametrize("kind", ["MP4", "MPEG-TS", "FLV", "Matroska"])
def test_lost_packets_add_up(kind: str) -> None:
    one = replace(KINDS[kind], gap=(1, 1.02))
    assert irregular(content_of(one)) == (False, False)
    assert irregular(content_of(replace(one, gap=(1, 1.06)))) == (False, True)


def test_a_gap_in_the_picture_is_kept_by_a_copy() -> None:
    shown = replace(KINDS["MPEG-TS"], time=lambda number: number / 10 if number < 20 else 1 + number / 10)
    assert irregular(content_of(replace(shown, seconds=3))) == (False, False)


@pytest.mark.parametrize("sound", ["aac", "mp2", "mp3"])
def test_a_sound_that_ffmpeg_does_not_find_at_the_beginning_is_not_copied(sound: str) -> None:
    """It reads 7 seconds of a transport stream."""
    late = replace(KINDS["MPEG-TS"], sound=sound, seconds=9)
    assert irregular(content_of(replace(late, sound_start=8)))[1]
    assert not irregular(content_of(replace(late, sound_start=6)))[1]


def test_a_picture_that_ffmpeg_does_not_find_at_the_beginning_is_not_copied() -> None:
    assert irregular(content_of(replace(KINDS["MPEG-TS"], seconds=9, picture_start=8))) == (True, False)


# A whole number of packets of AAC, without the one that an encoder begins with.
PART = replace(SMALL, container="mpegts", seconds=2.048, gap=(-1, 0))
CHANGES: dict[str, tuple[Film, tuple[bool, bool]]] = {
    "nothing": (PART, (False, False)),
    "the size": (replace(PART, size=(96, 48)), (True, False)),
    "the depth": (replace(PART, pixels="yuv420p10le"), (True, False)),
    "interlacing": (replace(PART, picture_options={"x264-params": "tff=1"}), (True, False)),
    "the channels": (replace(PART, layout="5.1"), (False, True)),
    "the rate": (replace(PART, sample_rate=44100), (False, True)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_in_a_transport_stream_is_not_copied(change: str) -> None:
    later, expected = CHANGES[change]
    assert irregular(segments(Path("part"), [PART, later], counts_on=True)) == expected


@pytest.mark.parametrize(
    ("change", "expected"), [("nothing", (False, False)), ("the size", (True, False)), ("the rate", (False, True))]
)
def test_what_changes_in_a_flash_video_is_not_copied(change: str, expected: tuple[bool, bool]) -> None:
    later = CHANGES[change][0]
    first = replace(PART, sample_rate=48000)
    assert irregular(flash_video(Path("part"), [first, later])) == expected


def test_pictures_whose_packets_are_counted_anew_are_not_copied() -> None:
    """FFmpeg takes the last picture of each segment for one that was cut off, and it would be left out."""
    assert irregular(segments(Path("part"), [PART, PART], counts_on=False)) == (True, False)


@pytest.mark.parametrize(("number", "expected"), [(0x100, (True, False)), (0x101, (False, True))])
def test_a_stream_of_which_packets_are_lost_is_not_copied(number: int, expected: tuple[bool, bool]) -> None:
    """A browser stops at a damaged packet of sound."""
    content = content_of(KINDS["MPEG-TS"])
    packets = [content[place : place + 188] for place in range(0, len(content), 188)]
    of_stream = [place for place, packet in enumerate(packets) if int.from_bytes(packet[1:3]) & 0x1FFF == number]
    # In the middle, and no first part of anything.
    lost = next(place for place in of_stream[len(of_stream) // 2 :] if not packets[place][1] & 0x40)
    assert irregular(b"".join(packets[:lost] + packets[lost + 1 :])) == expected


def test_a_picture_that_is_cut_off_at_the_end_is_left_out_of_a_copy() -> None:
    content = content_of(KINDS["MPEG-TS"])
    assert irregular(content[: len(content) // 188 // 2 * 188]) == (False, True)


def test_a_part_with_a_description_of_its_own_is_an_edit() -> None:
    Path("film").write_bytes(described_twice(content_of(SMALL)))
    with Path("film").open("rb") as file:
        assert inspecting.inspect(file)[0]["is_edited"] is True


def test_what_could_not_be_read_to_its_end_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "READING_SECONDS", -1.0)
    assert irregular(content_of(KINDS["Matroska"])) == (True, True)
