"""The picture that a video shows at a time becomes its poster (contract 8.64)."""

import io
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from models.recordings import child, drawing, served_file
from models.recordings.inside import frames
from tests.vocabulary import films, pictures
from tests.vocabulary.clips import make_clip


def drawn_here(video: Path, seconds: float) -> tuple[bytes, float]:
    """As a child draws it. To start one takes twenty times as long."""
    with video.open("rb") as file:
        values, jpeg = frames.draw_at(file, seconds)
    time = values["time"]
    assert isinstance(time, float)
    return jpeg, time


def drawn(video: Path, seconds: float) -> tuple[bytes, float] | None:
    with served_file.open_regular(video) as file:
        return drawing.poster_at(file, seconds)


def brightness(jpeg: bytes) -> int:
    """Of the picture, as it was before it was encoded."""
    with Image.open(io.BytesIO(jpeg)) as picture:
        red = picture.convert("RGB").getpixel((picture.width // 2, picture.height // 2))
    assert isinstance(red, tuple)
    return round(red[0] * 219 / 255 + 16)


# Ten pictures a second for three seconds, of which only the first can be decoded alone. 2 ms before a picture still
# mean it.
PICTURES = films.Pictures([number / 10 for number in range(30)], rate=10, options={"g": "300", "bf": "2"})
MOMENTS = {0.0: 0, 0.097: 0, 0.099: 1, 0.1: 1, 1.2333: 12, 1.3: 13, 2.9: 29, 3.5: 29, 80_000.0: 29}


@pytest.mark.parametrize("kind", ["mp4", "matroska", "mpegts", "avi"])
def test_the_picture_at_a_time_is_the_one_that_is_shown_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    # This process has computed for longer than a child may.
    monkeypatch.setattr(frames, "process_time", lambda: 0.0)
    pictures_of_kind = (
        replace(PICTURES, codec="mpeg4", time_base=Fraction(1, 10), options={}) if kind == "avi" else PICTURES
    )
    film = films.write(tmp_path / "film", kind, pictures_of_kind)
    for seconds, number in MOMENTS.items():
        jpeg, time = drawn_here(film, seconds)
        assert time == pytest.approx(number / 10, abs=0.002), seconds
        assert brightness(jpeg) == pytest.approx(30 + 5 * number, abs=4), seconds
    assert drawn(film, 1.2333) == drawn_here(film, 1.2333)


def test_the_picture_at_a_time_fits_and_no_picture_is_none(tmp_path: Path) -> None:
    make_clip(tmp_path / "wide.mp4", seconds=1, width=1920, height=1080)
    poster = drawn(tmp_path / "wide.mp4", 0.5)
    assert poster is not None
    assert pictures.size(poster[0]) == (960, 540)
    (tmp_path / "none").write_bytes(b"no video")
    sound = films.write(tmp_path / "sound.m4a", "mp4", None, films.Tone(1))
    assert drawn(tmp_path / "none", 0.5) is None
    assert drawn(sound, 0.5) is None


@pytest.mark.parametrize(
    "said",
    [
        ({}, b"\xff\xd8\xff"),
        ({"time": "1"}, b"\xff\xd8\xff"),
        ({"time": -1.0}, b"\xff\xd8\xff"),
        ({"time": 1.0}, b"GIF"),
    ],
)
def test_an_answer_that_is_no_picture_with_a_time_is_none(
    monkeypatch: pytest.MonkeyPatch, said: tuple[dict[str, object], bytes]
) -> None:
    monkeypatch.setattr(child, "ask", lambda *_: child.Answer(*said))
    assert drawing.poster_at(io.BytesIO(b"x"), 1) is None
