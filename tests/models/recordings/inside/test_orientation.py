"""A picture is made as a phone shows it: mirrored or turned, also by cameras for selfies (contract 8.71)."""

import io
from pathlib import Path

import av
import pytest
from PIL import Image

from models.recordings import drawing, inspecting, served_file
from models.recordings.judging import Treatment, judge
from tests.corpus.patches import changed, with_matrix
from tests.vocabulary.films import Pictures, write
from tests.vocabulary.preparing import prepare

WIDTH, HEIGHT = 64, 48


def letter(frame: av.VideoFrame, _number: int) -> None:
    """Light where an F has its corner, and grey at the end of its upper line."""
    plane = frame.planes[0]
    content = bytearray(bytes([16]) * plane.buffer_size)
    for y in range(HEIGHT // 2):
        content[y * plane.line_size : y * plane.line_size + WIDTH // 2] = bytes([235]) * (WIDTH // 2)
        content[y * plane.line_size + WIDTH // 2 : y * plane.line_size + WIDTH] = bytes([120]) * (WIDTH // 2)
    plane.update(bytes(content))


def corners(picture: Image.Image) -> str:
    """From the upper left one on, as one reads: light, grey or dark."""
    places = [(x, y) for y in (1, 3) for x in (1, 3)]
    seen = [picture.convert("L").getpixel((x * picture.width // 4, y * picture.height // 4)) for x, y in places]
    return "".join("W" if int(light) > 180 else "g" if int(light) > 60 else "." for light in seen)  # type: ignore[arg-type]


# The matrix of the header, and what is seen. The last three are no quarter turns.
SEEN: dict[tuple[float, ...], str] = {
    (1, 0, 0, 1): "Wg..",
    (0, 1, -1, 0): ".W.g",
    (-1, 0, 0, -1): "..gW",
    (0, -1, 1, 0): "g.W.",
    (-1, 0, 0, 1): "gW..",
    (1, 0, 0, -1): "..Wg",
    (0, 1, 1, 0): "W.g.",
    (0, -1, -1, 0): ".g.W",
    (0.94, 0.34, -0.34, 0.94): "Wg..",
    (-0.94, 0.34, 0.34, 0.94): "gW..",
    (0.34, 0.94, -0.94, 0.34): ".W.g",
}
PLAIN: list[tuple[float, ...]] = [(1, 0, 0, 1), (0, 1, -1, 0), (-1, 0, 0, -1), (0, -1, 1, 0)]


@pytest.mark.parametrize("matrix", SEEN)
def test_copy_and_posters_are_as_a_phone_shows_it(matrix: tuple[float, ...]) -> None:
    film = write(Path("film"), "mp4", Pictures([0, 0.5], rate=2, change=letter), movflags="faststart")
    changed(film, with_matrix(*matrix[:4]))
    facts = inspecting.inspect(film)
    # Browsers do not agree on anything but quarter turns.
    assert judge(facts).picture is (Treatment.NONE if matrix in PLAIN else Treatment.ENCODE)
    whole, _made = prepare(film, facts)
    with av.open(str(whole)) as container:
        assert corners(next(container.decode(video=0)).to_image()) == SEEN[matrix]
    with served_file.open_regular(film) as file:
        drawn = drawing.poster_at(file, 0)
    assert drawn
    for jpeg in (facts.poster, drawn[0]):
        with Image.open(io.BytesIO(jpeg)) as picture:
            assert corners(picture) == SEEN[matrix]


def test_a_matrix_of_zeros_turns_nothing() -> None:
    film = write(Path("film"), "mp4", Pictures([0, 0.5], rate=2, change=letter))
    changed(film, with_matrix(0, 0, 0, 0))
    picture = inspecting.inspect(film).picture
    assert picture
    assert (picture.rotation, picture.is_mirrored, picture.is_askew) == (0, False, False)
