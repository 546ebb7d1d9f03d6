"""Pixels that are not square: what the container says, and what stands in the pictures alone (contract 8.71)."""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
from av.video.frame import VideoFrame

from models.recordings.inside import frames, inspecting, opening
from models.recordings.inside.aspects import aspect_of
from models.recordings.inside.originals import Original
from models.recordings.judging import Treatment
from tests.corpus.films import Film, pixels_of, write
from tests.corpus.patches import changed, with_display_size_of_matroska, with_pixels_of_mp4
from tests.vocabulary.films import Pictures, grey
from tests.vocabulary.pictures import size
from tests.vocabulary.preparing import inspected_of, prepare

SMALL, TAPE = (144, 108), (720, 576)


def film(container: str, picture: str, coded: tuple[int, int] = SMALL, aspect: tuple[int, int] = (4, 3)) -> Film:
    return Film(container, picture, None, seconds=0.4, size=coded, set_up=pixels_of(*aspect))


KINDS = {
    "a camera's TS: H.264": film("mpegts", "libx264"),
    "a camera's TS, or a broadcast: MPEG-2": film("mpegts", "mpeg2video"),
    "a disc": film("vob", "mpeg2video", TAPE, (64, 45)),
    "a tape: DV in AVI": film("avi", "dvvideo", TAPE, (64, 45)),
    "a tape: raw DV": film("dv", "dvvideo", TAPE, (64, 45)),
    "raw H.264": film("h264", "libx264"),
    "raw MPEG-2": film("mpeg2video", "mpeg2video"),
    "Matroska without a size to show": film("matroska", "libx264"),
    "FLV": film("flv", "libx264"),
    "MP4": film("mp4", "libx264"),
    "MXF": film("mxf", "mpeg2video"),
}


def inspected(path: Path) -> tuple[dict[str, Any], bytes]:
    with path.open("rb") as file:
        values, poster = inspecting.inspect(file)
    picture: Any = values["picture"]
    return picture, poster


@pytest.mark.parametrize("kind", KINDS)
def test_the_shape_is_known_wherever_it_stands(tmp_path: Path, kind: str) -> None:
    write(tmp_path / "film", KINDS[kind])
    shown = (960, 540) if KINDS[kind].size == TAPE else (192, 108)
    picture, poster = inspected(tmp_path / "film")
    assert (picture["width"] * picture["sample_aspect"] / picture["height"]) == pytest.approx(16 / 9)
    assert not picture["is_reshaped"]
    assert size(poster) == shown
    with (tmp_path / "film").open("rb") as file:
        assert size(frames.draw_at(file, 0.2)[1]) == shown


MATROSKA = replace(film("matroska", "libx264"), set_up=lambda _context: None)
MP4 = replace(MATROSKA, container="mp4")


@pytest.mark.parametrize(
    ("made", "change", "aspect", "is_reshaped"),
    [
        (MP4, with_pixels_of_mp4(4, 3), 4 / 3, True),
        (MP4, with_pixels_of_mp4(1, 1), 1, False),
        (MP4, with_pixels_of_mp4(0, 1), 1, False),
        (MP4, with_pixels_of_mp4(65535, 1), 1, True),
        (MP4, with_pixels_of_mp4(2**32 - 1, 1), 1, False),
        (
            film("mp4", "libx264"),
            lambda content: content.replace(b"pasp\0\0\0\4\0\0\0\3", b"pasp\0\0\0\1\0\0\0\1"),
            1,
            True,
        ),
        (MATROSKA, with_display_size_of_matroska(192, 108), 4 / 3, True),
        (MATROSKA, with_display_size_of_matroska(144, 108), 1, False),
        # Half of a pixel was rounded away.
        (MATROSKA, with_display_size_of_matroska(145, 108), 145 / 144, False),
        (MATROSKA, with_display_size_of_matroska(65535, 1), 1, True),
        (MATROSKA, with_display_size_of_matroska(0, 0), 1, False),
        (film("matroska", "libx264"), with_display_size_of_matroska(65535, 1), 4 / 3, True),
        (film("mpegts", "libx264", aspect=(101, 1)), lambda content: content, 1, True),
    ],
    ids=range(13),
)
def test_what_the_container_says_counts_unless_it_is_absurd(
    tmp_path: Path, made: Film, change: Callable[[bytes], bytes], aspect: float, is_reshaped: bool
) -> None:
    """A picture whose container and stream say different shapes would be copied with that of the stream."""
    write(tmp_path / "film", made)
    changed(tmp_path / "film", change)
    picture, poster = inspected(tmp_path / "film")
    assert picture["sample_aspect"] == pytest.approx(aspect)
    assert picture["is_reshaped"] is is_reshaped
    assert size(poster) == pytest.approx((round(144 * aspect), 108), abs=1)


@pytest.mark.parametrize("kind", ["mpegts", "matroska", "flv"])
def test_a_picture_that_is_copied_keeps_its_shape(tmp_path: Path, kind: str) -> None:
    write(tmp_path / "film", film(kind, "libx264"))
    whole, _ = prepare(tmp_path / "film", inspected_of(Pictures([0]), None, 0.4), picture=Treatment.COPY)
    with whole.open("rb") as file, opening.opened(file) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.sample_aspect_ratio) == (*SMALL, Fraction(4, 3))


@pytest.mark.parametrize("kind", ["mpegts", "vob"])
def test_a_picture_that_is_encoded_is_made_with_square_pixels(tmp_path: Path, kind: str) -> None:
    write(tmp_path / "film", film(kind, "mpeg2video"))
    facts = inspected_of(Pictures([0], width=144, height=108), None, 0.4)
    assert facts.picture
    wide = replace(facts, picture=replace(facts.picture, sample_aspect=4 / 3))
    _, made = prepare(tmp_path / "film", wide)
    assert (made.width, made.height) == (192, 108)


@dataclass(frozen=True)
class Broadcast:
    """A second of square pixels, and one of wide ones."""

    codec: str
    options: dict[str, str]


BROADCASTS = {
    "MPEG-2": Broadcast("mpeg2video", {"bf": "2", "g": "12"}),
    "H.264": Broadcast("libx264", {"preset": "veryfast", "bf": "3", "g": "12"}),
}


def write_broadcast(path: Path, broadcast: Broadcast) -> None:
    with av.open(str(path), "w", format="mpegts") as container:
        stream: Any = container.add_stream(broadcast.codec, rate=25)
        as_wanted(stream.codec_context, broadcast, Fraction(1))
        for part, aspect in enumerate((Fraction(1), Fraction(4, 3))):
            context = as_wanted(av.CodecContext.create(broadcast.codec, "w"), broadcast, aspect)
            packets = [each for number in range(25) for each in context.encode(white(25 * part + number))]
            for packet in [*packets, *context.encode(None)]:
                packet.stream, packet.time_base = stream, Fraction(1, 25)
                container.mux(packet)


def as_wanted(context: Any, broadcast: Broadcast, aspect: Fraction) -> Any:
    context.width, context.height, context.pix_fmt, context.thread_count = *SMALL, "yuv420p", 1
    context.time_base, context.framerate, context.options = Fraction(1, 25), 25, broadcast.options
    context.sample_aspect_ratio = aspect
    return context


def white(number: int) -> VideoFrame:
    frame = grey(*SMALL, 235)
    frame.pts, frame.time_base = number, Fraction(1, 25)
    return frame


@pytest.mark.parametrize("kind", BROADCASTS)
def test_a_shape_that_changes_in_the_middle_is_kept_to_the_frame(tmp_path: Path, kind: str) -> None:
    """The second part is shown between black bars."""
    write_broadcast(tmp_path / "film", BROADCASTS[kind])
    content = (tmp_path / "film").read_bytes()
    told = [aspect_of(frame) for _, frame in Original(io.BytesIO(content)).frames("picture")]
    assert told == pytest.approx([1.0] * 25 + [4 / 3] * 25)
    whole, made = prepare(tmp_path / "film", inspected_of(Pictures([0], width=144, height=108), None, 2))
    assert (made.width, made.height) == SMALL
    with av.open(str(whole)) as container:
        corners = [bytes(frame.planes[0])[0] > 128 for frame in container.decode(video=0)]
    assert corners == [True] * 25 + [False] * 25
