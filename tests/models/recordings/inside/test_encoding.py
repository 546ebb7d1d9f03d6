"""Pictures that are made in pieces: each frame comes once, at its time, whatever file it comes from."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest

from models.recordings.inside.originals import Original
from models.recordings.judging import Treatment
from tests.vocabulary.films import Pictures, Tone, length, shown, times, write
from tests.vocabulary.preparing import inspected_of, prepare

REORDERED = {"preset": "veryfast", "g": "24", "x264-params": "open-gop=1:bframes=3"}
MPEG2 = {"bf": "2", "g": "12", "b": "500k"}
# The container, the codec, its options, and its pixels. Each tells the times of frames, and seeks, in a way of its own.
KINDS = {
    "mp4": ("mp4", "libx264", REORDERED, "yuv420p"),
    "mov": ("mov", "mjpeg", {}, "yuvj420p"),
    "matroska": ("matroska", "libx264", REORDERED, "yuv420p"),
    "webm": ("webm", "libvpx", {"deadline": "realtime", "cpu-used": "8"}, "yuv420p"),
    "hevc": ("mp4", "libx265", {"preset": "ultrafast", "x265-params": "log-level=0:pools=none"}, "yuv420p10le"),
    "mpegts": ("mpegts", "libx264", REORDERED, "yuv420p"),
    "mpegts mpeg2": ("mpegts", "mpeg2video", MPEG2, "yuv420p"),
    "mpeg": ("mpeg", "mpeg2video", MPEG2, "yuv420p"),
    "avi": ("avi", "mpeg4", {"bf": "2"}, "yuv420p"),
    "avi h264": ("avi", "libx264", REORDERED, "yuv420p"),
    "flv": ("flv", "libx264", REORDERED, "yuv420p"),
    "asf": ("asf", "wmv2", {}, "yuv420p"),
}


def make(path: Path, pictures: Pictures, tone: Tone | None = None, kind: str = "matroska", **more: Any) -> Path:
    duration = more.pop("duration", max(pictures.times) + 1 / pictures.rate)
    return prepare(write(path, kind, pictures, tone), inspected_of(pictures, tone, duration), **more)[0]


@pytest.mark.parametrize("kind", KINDS)
def test_each_frame_comes_once_and_at_its_time(tmp_path: Path, kind: str) -> None:
    container, codec, options, pixels = KINDS[kind]
    pictures = Pictures(
        times(24, 14), codec, 96, 64, pixels, rate=24, time_base=Fraction(1, 24), options=options, brightness=slowly
    )
    made = shown(make(tmp_path / "film", pictures, kind=container, seconds=4))
    told = told_times(tmp_path / "film")
    assert len(made) == len(told)
    # What is guessed from the beginning on differs by two frames from what is guessed after seeking.
    far = max(abs(round(time * 24) - number) for (time, _), number in zip(made, told, strict=True))
    assert far <= (2 if kind == "mpeg" else 0)
    assert max(abs(time * 24 - round(time * 24)) for time, _ in made) < 0.05
    assert max(abs(light - slowly(number)) for number, (_, light) in enumerate(made)) <= 4


def told_times(path: Path) -> list[int]:
    """As the file tells them that is read from its beginning. A program stream leaves some out, and FFmpeg guesses."""
    with path.open("rb") as file:
        told = [round(time * 24) for time, _ in Original(file).frames("picture")]
    assert len(told) == 24 * 14
    return told


def slowly(number: int) -> int:
    """So little that a coarse encoder keeps the difference."""
    return 40 + number // 2


def test_the_first_frame_is_a_key_frame_in_each_piece_and_every_two_seconds(tmp_path: Path) -> None:
    with av.open(str(make(tmp_path / "film", Pictures(times(10, 9), rate=10), seconds=3))) as container:
        keys = [(packet.pts or 0) * packet.time_base for packet in container.demux(video=0) if packet.is_keyframe]
    assert keys == [0, 2, 3, 5, 6, 8]


def test_times_that_are_uneven_stay_so(tmp_path: Path) -> None:
    uneven = [0, 0.04, 0.05, 0.5, 0.51, 1.9, 2.0, 2.001, 4.3, 5.0]
    made = shown(make(tmp_path / "film", Pictures(uneven), kind="mp4", seconds=2))
    assert [time for time, _ in made] == pytest.approx(uneven, abs=0.0005)


def test_a_frame_that_stands_for_minutes_is_repeated_in_each_piece_and_to_the_end(tmp_path: Path) -> None:
    pictures = Pictures([0, 0.5, 1, 95], rate=2)
    whole = make(tmp_path / "film", pictures, kind="mp4", seconds=30, duration=150)
    made = shown(whole)
    lights = dict(made)
    assert set(pictures.times) <= {round(time, 3) for time in lights}
    assert all(later - time <= 30 for time, later in zip(lights, [*list(lights)[1:], 150.0], strict=True))
    assert [light for time, light in made if 1 <= time < 95] == [40] * sum(1 <= time < 95 for time in lights)
    assert made[-1][1] == 45
    assert length(whole) == pytest.approx(150, abs=0.01)


@pytest.mark.parametrize(("rate", "kept"), [(60, 60), (59.94, 59.94), (120, 60), (240, 60), (100, 50)])
@pytest.mark.parametrize("kind", ["mp4", "matroska"])
def test_at_most_60_frames_a_second_are_kept(tmp_path: Path, rate: float, kept: float, kind: str) -> None:
    pictures = Pictures(times(rate, 3), rate=round(rate))
    made = shown(make(tmp_path / "film", pictures, kind=kind, seconds=1))
    assert len(made) == pytest.approx(kept * 3 if kept < rate else len(pictures.times), abs=int(kept < rate))


@pytest.mark.parametrize(
    ("size", "made"),
    [((63, 47), (64, 48)), ((1, 1), (2, 2)), ((2200, 16), (1920, 14)), ((16, 2200), (14, 1920)), ((64, 48), (64, 48))],
)
def test_sizes_become_even_and_fit(tmp_path: Path, size: tuple[int, int], made: tuple[int, int]) -> None:
    pictures = Pictures(times(10, 0.3), "ffv1", *size, rate=10)
    with av.open(str(make(tmp_path / "film", pictures))) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.format.name) == (*made, "yuv420p")


def test_the_recording_begins_with_the_sound_if_the_picture_comes_later(tmp_path: Path) -> None:
    pictures = Pictures([time + 2 for time in times(10, 3)], rate=10)
    made = shown(make(tmp_path / "film", pictures, Tone(5, codec="pcm_s16le"), duration=5, seconds=1))
    assert [time for time, _ in made] == pytest.approx([0, *pictures.times], abs=0.001)
    assert [light for _, light in made[:2]] == [30, 30]


def test_damage_in_the_middle_costs_the_frames_there_and_no_more(tmp_path: Path) -> None:
    pictures = Pictures(times(10, 12), rate=10, options={"g": "10"})
    path = write(tmp_path / "film", "mpegts", pictures)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3000] = bytes(range(256)) * 11 + bytes(184)
    path.write_bytes(content)
    whole, _ = prepare(path, inspected_of(pictures, None, 12), seconds=3)
    made = shown(whole)
    assert 60 <= len(made) <= 120
    assert [made[0][0], made[-1][0]] == pytest.approx([0, 11.9], abs=0.01)


def test_a_piece_of_which_nothing_can_be_decoded_is_passed_over(tmp_path: Path) -> None:
    """Its frames are gone, and the last one before is shown meanwhile."""
    pictures = Pictures(times(10, 9), "mjpeg", pixels="yuvj420p", rate=10)
    path = write(tmp_path / "film", "matroska", pictures)
    content = bytearray(path.read_bytes())
    start = content.index(b"\xff\xd8", len(content) // 3)
    end = content.index(b"\xff\xd8", 2 * len(content) // 3)
    content[start:end] = bytes(end - start)
    path.write_bytes(content)
    whole, made = prepare(path, inspected_of(pictures, None, 9), seconds=1)
    assert made.duration == pytest.approx(9, abs=0.01)
    assert shown(whole)[0][0] == 0


def test_metadata_and_captions_inside_frames_do_not_go_out(tmp_path: Path) -> None:
    pictures = Pictures(times(10, 1), rate=10)
    path = write(tmp_path / "film", "matroska", pictures)
    with av.open(str(path)) as source, av.open(str(tmp_path / "named"), "w", format="matroska") as target:
        target.metadata["title"] = "SECRET"
        stream = target.add_stream_from_template(source.streams.video[0], opaque=True)
        stream.metadata["title"] = "SECRET"
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = stream
                target.mux(packet)
    assert b"SECRET" in (tmp_path / "named").read_bytes()
    for treatment in (Treatment.ENCODE, Treatment.COPY):
        named = tmp_path / treatment
        named.write_bytes((tmp_path / "named").read_bytes())
        whole, _ = prepare(named, inspected_of(pictures, None, 1), picture=treatment)
        assert b"SECRET" not in whole.read_bytes()
