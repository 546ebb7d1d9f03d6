"""What happens to a frame before it is encoded: it is turned, made to fit, freed of combs and of transparency."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from av.filter import Graph
from av.video.frame import VideoFrame

from models.recordings.inside.colours import Colours, colours_of, target_of
from models.recordings.inside.filtering import Filtering
from models.recordings.inside.shapes import Shape, shape_of
from tests.vocabulary.films import grey, middle

HD, SD = Colours(1, 1, 1, is_full=False), Colours(6, 6, 6, is_full=False)


def filtered(frame: VideoFrame, shape: Shape | None = None, target: Colours = SD) -> VideoFrame:
    frame.pts, frame.time_base = 0, Fraction(1, 90000)
    shape = shape or shape_of(frame.width, frame.height, 0, 1.0)
    (made,) = Filtering(shape, target).frames(iter([frame]))
    assert (made.width, made.height, made.format.name) == (shape.width, shape.height, "yuv420p")
    return made


def corner_is_light(width: int = 64, height: int = 48) -> VideoFrame:
    """The upper left quarter is white."""
    frame = grey(width, height, 16)
    plane = frame.planes[0]
    line = bytes([235]) * (width // 2) + bytes([16]) * (plane.line_size - width // 2)
    plane.update(line * (height // 2) + bytes([16]) * (plane.line_size * (height - height // 2)))
    return frame


def corners(frame: VideoFrame) -> str:
    plane, letters = frame.planes[0], ""
    for y in (frame.height // 4, 3 * frame.height // 4):
        for x in (frame.width // 4, 3 * frame.width // 4):
            letters += "W" if bytes(plane)[y * plane.line_size + x] > 128 else "."
    return letters


@pytest.mark.parametrize(
    ("rotation", "size", "seen"),
    [(0, (64, 48), "W..."), (90, (48, 64), ".W.."), (180, (64, 48), "...W"), (270, (48, 64), "..W.")],
)
def test_a_picture_is_turned_clockwise(rotation: int, size: tuple[int, int], seen: str) -> None:
    made = filtered(corner_is_light(), shape_of(64, 48, rotation, 1.0))
    assert ((made.width, made.height), corners(made)) == (size, seen)


@pytest.mark.parametrize(
    ("coded", "rotation", "aspect", "made"),
    [
        ((1920, 1080), 0, 1.0, (1920, 1080)),
        ((3840, 2160), 0, 1.0, (1920, 1080)),
        ((3840, 2160), 90, 1.0, (1080, 1920)),
        ((8192, 4320), 0, 1.0, (1920, 1012)),
        ((1080, 2400), 0, 1.0, (864, 1920)),
        ((1200, 1200), 0, 1.0, (1080, 1080)),
        ((720, 576), 0, 16 / 15, (768, 576)),
        ((1440, 1080), 0, 4 / 3, (1920, 1080)),
        ((720, 480), 0, 8 / 9, (720, 540)),
        ((720, 480), 90, 8 / 9, (540, 720)),
        ((1, 1), 0, 1.0, (2, 2)),
        ((853, 481), 0, 1.0, (852, 480)),
    ],
)
def test_the_size_fits_and_keeps_its_shape(
    coded: tuple[int, int], rotation: int, aspect: float, made: tuple[int, int]
) -> None:
    shape = shape_of(*coded, rotation, aspect)
    assert (shape.width, shape.height) == made


def test_a_frame_of_another_size_or_shape_is_made_to_fit() -> None:
    """A call's picture changes its size while it is recorded."""
    shape = shape_of(64, 48, 0, 1.0)
    assert corners(filtered(corner_is_light(128, 96), shape)) == "W..."
    narrow = filtered(grey(24, 48, 200), shape)
    plane = narrow.planes[0]
    row = bytes(plane)[24 * plane.line_size :][:64]
    assert (row[4], row[32], row[60]) == (16, 200, 16)


def test_what_is_transparent_becomes_black() -> None:
    frame = VideoFrame(64, 48, "rgba")
    frame.planes[0].update(bytes([255, 255, 255, 0]) * (frame.planes[0].buffer_size // 4))
    assert middle(filtered(frame, target=HD)) == 16
    frame.planes[0].update(bytes([255, 255, 255, 255]) * (frame.planes[0].buffer_size // 4))
    assert middle(filtered(frame, target=HD)) == pytest.approx(235, abs=1)


@pytest.mark.parametrize("is_interlaced", [True, False])
def test_the_other_half_of_an_interlaced_frame_is_made_up(is_interlaced: bool) -> None:
    """Lines of two instants make a comb of what changes. Only frames that are marked so are changed."""
    frames = [_comb(40 + 20 * number, 50 + 20 * number, number) for number in range(5)]
    if is_interlaced:
        frames = _interlaced(frames)
    made = list(Filtering(shape_of(64, 48, 0, 1.0), SD).frames(iter(frames)))
    assert [frame.pts for frame in made] == list(range(5))
    for frame in made:
        plane = frame.planes[0]
        rows = [bytes(plane)[row * plane.line_size] for row in range(10, 30)]
        assert max(rows) - min(rows) == (0 if is_interlaced else 10)


def _comb(upper: int, lower: int, number: int) -> VideoFrame:
    frame = grey(64, 48, 16)
    plane = frame.planes[0]
    plane.update((bytes([upper]) * plane.line_size + bytes([lower]) * plane.line_size) * 24)
    frame.pts, frame.time_base = number, Fraction(1, 90000)
    return frame


def _interlaced(frames: list[VideoFrame]) -> list[VideoFrame]:
    """PyAV cannot mark a frame, but FFmpeg's filter can."""
    graph = Graph()
    source = graph.add("buffer", "video_size=64x48:pix_fmt=yuv420p:time_base=1/90000:pixel_aspect=1/1")
    sink = graph.add("buffersink")
    graph.link_nodes(source, graph.add("setfield", "tff"), sink).configure()
    marked: list[Any] = []
    for frame in frames:
        source.push(frame)
        marked.append(sink.pull())
    assert all(frame.interlaced_frame for frame in marked)
    return marked


def bt601(frame: VideoFrame) -> None:
    frame.colorspace, frame.color_primaries, frame.color_trc, frame.color_range = 6, 6, 6, 1


def jpeg(frame: VideoFrame) -> None:
    frame.colorspace, frame.color_primaries, frame.color_trc, frame.color_range = 5, 1, 13, 2


def bt709(frame: VideoFrame) -> None:
    frame.colorspace, frame.color_primaries, frame.color_trc, frame.color_range = 1, 1, 1, 1


def unknown(frame: VideoFrame) -> None:
    frame.colorspace, frame.color_primaries, frame.color_trc, frame.color_range = 2, 2, 2, 0


@pytest.mark.parametrize(
    ("marked", "size", "target"),
    [
        (bt709, (64, 48), HD),
        (bt601, (1920, 1080), SD),
        (jpeg, (64, 48), Colours(5, 1, 13, is_full=False)),
        (unknown, (720, 576), SD),
        (unknown, (1280, 720), HD),
        (unknown, (720, 1280), HD),
    ],
)
def test_colours_keep_their_meaning_or_get_the_one_that_players_assume(
    marked: Callable[[VideoFrame], None], size: tuple[int, int], target: Colours
) -> None:
    frame = grey(*size, 100)
    marked(frame)
    assert target_of(colours_of(frame)) == target


@pytest.mark.parametrize(("marked", "white", "black"), [(jpeg, 255, 0), (bt709, 235, 16)])
def test_white_and_black_stay_white_and_black(marked: Callable[[VideoFrame], None], white: int, black: int) -> None:
    for brightness, made in ((white, 235), (black, 16)):
        frame = grey(64, 48, brightness)
        marked(frame)
        assert middle(filtered(frame, target=target_of(colours_of(frame)))) == made


def test_a_colour_of_another_matrix_is_converted() -> None:
    """A red of BT.601 in a picture that is marked as BT.709."""
    frame = grey(64, 48, 81)
    for plane, value in zip(frame.planes[1:], (90, 240), strict=True):
        plane.update(bytes([value]) * plane.buffer_size)
    bt601(frame)
    made = filtered(frame, target=HD)
    assert [bytes(plane)[0] for plane in made.planes] == pytest.approx([63, 102, 240], abs=2)
