"""A poster of a picture of high dynamic range has the colours of the film that is made of it (contract 8.6)."""

import io
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image, ImageStat

from models.recordings import drawing, inspecting, served_file
from tests.corpus.films_of_phones import HLG, PQ, bright
from tests.vocabulary.films import Pictures, write
from tests.vocabulary.preparing import prepare

OPTIONS = {"preset": "ultrafast", "x265-params": "log-level=0:pools=none"}


def colour(picture: Any) -> list[float]:
    return ImageStat.Stat(picture.convert("RGB")).mean


def red(frame: Any, _number: int) -> None:
    for plane, value in zip(frame.planes, (500, 450, 640), strict=True):
        plane.update(value.to_bytes(2, "little") * (plane.buffer_size // 2))


@pytest.mark.parametrize("transfer", [PQ, HLG])
def test_a_poster_of_the_original_looks_like_the_copy(transfer: int) -> None:
    pictures = Pictures(
        [0, 0.5], "libx265", pixels="yuv420p10le", rate=2, options=OPTIONS, set_up=bright(transfer), change=red
    )
    film = write(Path("film"), "matroska", pictures)
    facts = inspecting.inspect(film)
    with av.open(str(prepare(film, facts)[0])) as container:
        wanted = colour(next(container.decode(video=0)).to_image())
    with av.open(str(film)) as container:
        untouched = colour(next(container.decode(video=0)).to_image())
    assert max(abs(one - other) for one, other in zip(wanted, untouched, strict=True)) > 15
    with served_file.open_regular(film) as file:
        drawn = drawing.poster_at(file, 0)
    assert drawn
    for jpeg in (facts.poster, drawn[0]):
        with Image.open(io.BytesIO(jpeg)) as picture:
            assert picture.size == (64, 48)
            assert colour(picture) == pytest.approx(wanted, abs=6)
