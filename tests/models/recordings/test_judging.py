"""Which recordings play everywhere, and what is done to the others (contract 8.20)."""

from dataclasses import replace

import pytest

from models.recordings.inspected import Inspected, Sound
from models.recordings.judging import Treatment, judge
from tests.models.recordings.inspections import AAC, GOOD, H264, MP3

NONE, COPY, ENCODE = Treatment.NONE, Treatment.COPY, Treatment.ENCODE


def treatments(inspected: Inspected) -> tuple[Treatment, Treatment]:
    judgement = judge(inspected)
    assert not judgement.is_playable
    return judgement.picture, judgement.sound


PLAYS_EVERYWHERE = {
    "H.264 and AAC": GOOD,
    "no sound": replace(GOOD, sound=None),
    "MP3": replace(GOOD, sound=MP3),
    "baseline": replace(GOOD, picture=replace(H264, profile="Constrained Baseline")),
    "the full range of light": replace(GOOD, picture=replace(H264, pixel_format="yuvj420p")),
    "pixels that are not square": replace(GOOD, picture=replace(H264, sample_aspect=16 / 15)),
    "turned": replace(GOOD, picture=replace(H264, rotation=90)),
    "4K at 60 frames a second": replace(GOOD, picture=replace(H264, width=3840, height=2160, frame_rate=60.0)),
    "120 frames a second": replace(GOOD, picture=replace(H264, frame_rate=120.0)),
    "a rate that nobody knows": replace(GOOD, picture=replace(H264, frame_rate=0.0)),
    "5.1": replace(GOOD, sound=replace(AAC, channels=6)),
    "AAC alone": replace(GOOD, picture=None),
    "MP3 alone in MP4": replace(GOOD, picture=None, sound=MP3),
    "MP3 alone": replace(GOOD, container="mp3", picture=None, sound=MP3),
}


@pytest.mark.parametrize("kind", PLAYS_EVERYWHERE)
def test_it_plays_everywhere_and_nothing_is_prepared(kind: str) -> None:
    judgement = judge(PLAYS_EVERYWHERE[kind])
    assert (judgement.is_playable, judgement.is_shown, judgement.picture, judgement.sound) == (True, False, NONE, NONE)


REWRITTEN = {
    "a place or a person": replace(GOOD, is_clean=False),
    "an unknown length": replace(GOOD, knows_length=False),
    "an index at the end of a huge file": replace(GOOD, starts_quickly=False),
    "cut off": replace(GOOD, ends_early=True),
    "MOV": replace(GOOD, container="mov"),
    "3GP": replace(GOOD, container="3gp"),
    "Matroska": replace(GOOD, container="matroska", picture=replace(H264, tag="")),
    "MPEG-TS": replace(GOOD, container="mpegts", picture=replace(H264, tag="")),
    "FLV": replace(GOOD, container="flv", picture=replace(H264, tag="")),
}


@pytest.mark.parametrize("kind", REWRITTEN)
def test_streams_that_play_everywhere_are_copied(kind: str) -> None:
    assert treatments(REWRITTEN[kind]) == (COPY, COPY)


@pytest.mark.parametrize("container", ["mp3", "aac", "mp4", "matroska"])
def test_sound_alone_is_copied(container: str) -> None:
    sound = MP3 if container == "mp3" else AAC
    assert treatments(replace(GOOD, container=container, picture=None, sound=sound, is_clean=False)) == (NONE, COPY)


ENCODED_PICTURES = {
    "HEVC": {"codec": "hevc", "profile": "Main", "tag": "hvc1"},
    "HEVC with another tag": {"codec": "hevc", "profile": "Main", "tag": "hev1"},
    "MPEG-4 part 2": {"codec": "mpeg4", "profile": "Simple Profile", "tag": "mp4v"},
    "ProRes": {"codec": "prores", "profile": "HQ", "pixel_format": "yuv422p10le", "tag": "apch"},
    "AV1": {"codec": "av1", "profile": "Main", "tag": "av01"},
    "10 bit": {"profile": "High 10", "pixel_format": "yuv420p10le"},
    "4:2:2": {"profile": "High 4:2:2", "pixel_format": "yuv422p"},
    "4:4:4": {"profile": "High 4:4:4 Predictive", "pixel_format": "yuv444p"},
    "grey": {"pixel_format": "gray"},
    "an old profile": {"profile": "Extended"},
    "interlaced": {"is_interlaced": True},
    "parameters between the pictures": {"tag": "avc3"},
    "PQ": {"transfer": "smpte2084"},
    "HLG": {"transfer": "arib-std-b67"},
    "a container that gives its pixels another shape": {"is_reshaped": True},
    "a picture that changes or is damaged": {"is_irregular": True},
    "one row of blocks too many": {"width": 4096, "height": 2304 + 1},
    "one frame a second too many": {"width": 3840, "height": 2160, "frame_rate": 65.0},
}


@pytest.mark.parametrize("kind", ENCODED_PICTURES)
def test_a_picture_that_does_not_play_everywhere_is_encoded(kind: str) -> None:
    picture = replace(H264, **ENCODED_PICTURES[kind])  # type: ignore[arg-type]
    assert treatments(replace(GOOD, picture=picture)) == (ENCODE, COPY)


@pytest.mark.parametrize(("container", "picture"), [("mpegts", ENCODE), ("flv", ENCODE), ("matroska", COPY)])
def test_a_picture_that_only_itself_says_is_turned_is_encoded(container: str, picture: Treatment) -> None:
    turned = replace(GOOD, container=container, picture=replace(H264, tag="", rotation=90))
    assert treatments(turned) == (picture, COPY)


def test_the_largest_picture_of_level_5_2_plays_everywhere() -> None:
    assert judge(replace(GOOD, picture=replace(H264, width=4096, height=2304))).is_playable


ENCODED_SOUNDS = {
    "HE-AAC": Sound("aac", "HE-AAC", 2, 44100),
    "AAC of an unknown profile": Sound("aac", "", 2, 44100),
    "7.1": replace(AAC, channels=8),
    "too many samples": replace(AAC, sample_rate=96001),
    "AC-3": Sound("ac3", "", 6, 48000),
    "Opus": Sound("opus", "", 2, 48000),
    "FLAC": Sound("flac", "", 2, 48000),
    "PCM": Sound("pcm_s16le", "", 2, 48000),
    "MP2": Sound("mp2", "", 2, 48000),
    "a sound that changes, or has gaps": replace(AAC, is_irregular=True),
}


@pytest.mark.parametrize("kind", ENCODED_SOUNDS)
def test_a_sound_that_does_not_play_everywhere_is_encoded(kind: str) -> None:
    assert treatments(replace(GOOD, sound=ENCODED_SOUNDS[kind])) == (COPY, ENCODE)
    assert treatments(replace(GOOD, picture=None, sound=ENCODED_SOUNDS[kind])) == (NONE, ENCODE)


@pytest.mark.parametrize("container", ["avi", "mpeg", "asf", "ogg", "nut", "unknown"])
def test_streams_of_a_container_with_vague_times_are_encoded(container: str) -> None:
    assert treatments(replace(GOOD, container=container)) == (ENCODE, ENCODE)


def test_a_film_whose_parts_are_edited_is_encoded() -> None:
    assert treatments(replace(GOOD, is_edited=True)) == (ENCODE, ENCODE)


def test_a_picture_that_stands_at_the_end_is_encoded() -> None:
    assert treatments(replace(GOOD, ends_still=True)) == (ENCODE, COPY)


@pytest.mark.parametrize(
    ("container", "has_picture", "content_type", "ending"),
    [
        ("mp4", True, "video/mp4", "mp4"),
        ("mp4", False, "audio/mp4", "m4a"),
        ("mp3", False, "audio/mpeg", "mp3"),
        ("mov", True, "video/quicktime", "mov"),
        ("matroska", True, "video/x-matroska", "mkv"),
        ("dv", True, "video/x-dv", "dv"),
        ("flac", False, "audio/x-flac", "flac"),
    ],
)
def test_the_uploaded_file_has_the_content_type_of_its_container(
    container: str, has_picture: bool, content_type: str, ending: str
) -> None:
    judgement = judge(replace(GOOD, container=container, picture=H264 if has_picture else None))
    assert (judgement.content_type, judgement.ending) == (content_type, ending)
    assert judgement.kind == ("video" if has_picture else "audio")
