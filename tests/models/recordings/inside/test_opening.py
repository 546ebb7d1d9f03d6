"""Which of the streams of a file are used (contract 8.1), and what FFmpeg may try."""

import io
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
from av.stream import Disposition

from models.recordings.inside import opening
from tests.corpus.films import Film, write
from tests.corpus.films_of_phones import cover
from tests.corpus.patches import replaced
from tests.corpus.programmes import write_programmes

SMALL = Film("matroska", seconds=1, size=(64, 48), rate=10)
# These open other files or addresses, read texts or pictures, or take anything for a recording.
FORBIDDEN = {
    "hls",
    "dash",
    "concat",
    "image2",
    "lavfi",
    "rtsp",
    "sdp",
    "tty",
    "srt",
    "webvtt",
    "ass",
    "rawvideo",
    "ffmetadata",
    "mlv",
    "mjpeg",
    "gif",
    "apng",
    "sbg",
}


def other_sound(disposition: int) -> Callable[[Any], list[Any]]:
    """A mono sound of this disposition, behind the other one, which has none."""

    def more(container: Any) -> list[Any]:
        stream = container.add_stream("aac", rate=48000, layout="mono")
        stream.disposition = Disposition(disposition)
        frame = av.AudioFrame("fltp", "mono", 1024)
        frame.sample_rate, frame.pts, frame.time_base = 48000, 0, Fraction(1, 48000)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        return [*stream.encode(frame), *stream.encode(None)]

    return more


def used(content: bytes) -> tuple[int | None, int | None]:
    """The width of the picture and the channels of the sound that are used."""
    with opening.opened(io.BytesIO(content)) as container:
        picture, sound = opening.used_picture(container), opening.used_sound(container)
        channels = None if sound is None else sound.codec_context.layout.nb_channels
        return None if picture is None else picture.width, channels


@pytest.mark.parametrize(
    ("disposition", "channels"),
    [
        (Disposition.default, 1),
        (0, 2),
        (Disposition.default | Disposition.comment, 2),
        (Disposition.default | Disposition.visual_impaired, 2),
    ],
)
def test_the_sound_that_is_for_everybody_is_used(tmp_path: Path, disposition: int, channels: int) -> None:
    write(tmp_path / "film", replace(SMALL, more=other_sound(disposition)))
    assert used((tmp_path / "film").read_bytes()) == (64, channels)


def test_a_sound_that_nobody_decodes_is_passed_over(tmp_path: Path) -> None:
    """Phones write a spatial sound beside the one for everybody."""
    write(tmp_path / "film", replace(SMALL, container="mov", more=other_sound(Disposition.default)))
    content = (tmp_path / "film").read_bytes()
    assert used(replaced(b"mp4a", b"apac", 1)(content)) == (64, 1)


TELEVISION = replace(SMALL, container="mpegts", sound="mp2")
RADIO = replace(TELEVISION, picture=None, layout="mono")
MUTE = replace(TELEVISION, sound=None)


@pytest.mark.parametrize(
    ("programmes", "expected"),
    [
        ([RADIO, TELEVISION], (64, 2)),
        ([TELEVISION, RADIO], (64, 2)),
        ([replace(TELEVISION, size=(32, 32), layout="mono"), TELEVISION], (32, 1)),
        ([RADIO, MUTE], (64, 1)),
        ([RADIO, replace(RADIO, layout="stereo")], (None, 1)),
    ],
)
def test_picture_and_sound_are_of_one_programme(
    tmp_path: Path, programmes: list[Film], expected: tuple[int | None, int]
) -> None:
    write_programmes(tmp_path / "film", programmes)
    assert used((tmp_path / "film").read_bytes()) == expected


def test_a_cover_is_no_picture(tmp_path: Path) -> None:
    write(tmp_path / "song", replace(SMALL, container="mp4", picture=None, more=cover))
    assert used((tmp_path / "song").read_bytes()) == (None, 2)


def test_nothing_that_opens_other_files_or_reads_texts_may_be_tried() -> None:
    assert not FORBIDDEN & set(opening.FORMATS)
    for name in opening.FORMATS:
        assert not av.ContainerFormat(name).no_file, name
