"""Posters: a new JPEG of an uploaded picture, or of an early frame of the video."""

import io
import struct
from pathlib import Path

import pytest
from PIL import Image

from models.errors import Invalid
from models.recordings import drawing, inspecting, refusals, served_file
from tests.vocabulary import pictures
from tests.vocabulary.clips import make_clip


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    make_clip(path, seconds=1, width=160, height=90)
    return path


def poster_of(video: Path) -> bytes | None:
    with served_file.open_regular(video) as file:
        return drawing.poster_from_video(file)


def test_the_poster_is_a_jpeg_of_the_clip(clip: Path) -> None:
    poster = poster_of(clip)
    assert poster is not None
    assert poster == inspecting.inspect(clip).poster
    assert (poster[:2], pictures.size(poster)) == (b"\xff\xd8", (160, 90))


def test_a_file_that_is_no_video_gives_no_poster_and_no_error(tmp_path: Path) -> None:
    (tmp_path / "stored.mp4").write_bytes(b"no video")
    assert poster_of(tmp_path / "stored.mp4") is None


def test_a_film_whose_poster_ends_its_child_has_none(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was encoded for hours, and is not set aside for that."""
    monkeypatch.setattr(drawing, "DRAW", "tests.vocabulary.misbehaving:segfault")
    assert poster_of(clip) is None


@pytest.mark.parametrize(
    ("width", "height", "drawn"),
    [
        (160, 90, (160, 90)),
        (161, 91, (161, 91)),
        (1920, 1080, (960, 540)),
        (3840, 2160, (960, 540)),
        (2, 400, (2, 400)),
        (1080, 2400, (864, 1920)),
        (1, 9000, (1, 1920)),
        (9000, 1, (960, 1)),
        (1, 1, (1, 1)),
    ],
)
def test_a_picture_of_any_shape_fits_and_keeps_its_shape(width: int, height: int, drawn: tuple[int, int]) -> None:
    assert pictures.size(drawing.poster_from_picture(pictures.one_colour_png(width, height))) == drawn


def test_a_video_of_any_size_has_its_poster_bounded(tmp_path: Path) -> None:
    make_clip(tmp_path / "wide.mp4", seconds=1, width=3840, height=2160)
    poster = poster_of(tmp_path / "wide.mp4")
    assert poster is not None
    assert pictures.size(poster) == (960, 540)


@pytest.mark.parametrize("kind", pictures.FORMATS)
def test_each_kind_of_picture_becomes_a_jpeg_of_the_same_picture(kind: str) -> None:
    poster = drawing.poster_from_picture(pictures.picture(kind))
    assert (poster[:3], pictures.size(poster)) == (b"\xff\xd8\xff", (64, 32))
    assert pictures.corners(poster) == "rbrb"


# The corners of the upright picture for each orientation (EXIF 2.3, tag 0x0112). In the file, the top left one is red.
UPRIGHT = {1: "rbbb", 2: "brbb", 3: "bbbr", 4: "bbrb", 5: "rbbb", 6: "brbb", 7: "bbbr", 8: "bbrb"}


@pytest.mark.parametrize("orientation", UPRIGHT)
def test_a_picture_is_turned_as_the_camera_was_held(orientation: int) -> None:
    """Mirrored ones too: the front camera of a phone takes such pictures."""
    poster = drawing.poster_from_picture(pictures.camera_jpeg(orientation))
    assert pictures.size(poster) == ((64, 32) if orientation <= 4 else (32, 64))
    assert pictures.corners(poster) == UPRIGHT[orientation]


def test_the_poster_of_a_video_is_turned_as_the_phone_was_held(clip: Path, tmp_path: Path) -> None:
    """Browsers turn the video. A poster that is not turned would lie on its side until somebody plays."""
    video = clip.read_bytes()
    matrix = video.index(b"tkhd") + 4 + 40
    assert video[matrix : matrix + 20] == struct.pack(">5i", 0x10000, 0, 0, 0, 0x10000)
    turned = video[:matrix] + struct.pack(">5i", 0, 0x10000, 0, -0x10000, 0) + video[matrix + 20 :]
    (tmp_path / "turned.mp4").write_bytes(turned)
    poster = poster_of(tmp_path / "turned.mp4")
    assert poster is not None
    assert pictures.size(poster) == (90, 160)


def test_nothing_that_was_uploaded_is_kept() -> None:
    secret = b"GPS 51.5 N, taken by Louise"
    for content in (
        pictures.camera_jpeg(1, secret),
        pictures.picture("png") + secret,
        pictures.picture("jpeg") + secret,
    ):
        assert secret in content
        poster = drawing.poster_from_picture(content)
        assert secret not in poster
        assert b"Exif" not in poster


@pytest.mark.parametrize(
    "content",
    [b"", b"x" * 1000, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a" + b"\0" * 99, b"#EXTM3U\n/etc/passwd\n"],
    ids=["empty", "text", "svg", "gif", "playlist"],
)
def test_a_file_that_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid, match=refusals.NOT_A_PICTURE):
        drawing.poster_from_picture(content)


def test_a_video_is_refused_as_a_picture(clip: Path) -> None:
    with pytest.raises(Invalid, match=refusals.NOT_A_PICTURE):
        drawing.poster_from_picture(clip.read_bytes())


@pytest.mark.parametrize("kind", pictures.FORMATS)
def test_a_picture_cut_short_is_refused(kind: str) -> None:
    whole = pictures.picture(kind)
    for length in (12, len(whole) // 2):
        with pytest.raises(Invalid, match=refusals.BROKEN_PICTURE):
            drawing.poster_from_picture(whole[:length])


def test_a_small_file_that_claims_a_huge_picture_is_refused() -> None:
    bomb = pictures.one_colour_png(20_000, 20_000)
    assert len(bomb) < 1024**2
    with pytest.raises(Invalid, match=refusals.BROKEN_PICTURE):
        drawing.poster_from_picture(bomb)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_a_picture_of_any_mode_becomes_a_poster_in_colour(mode: str) -> None:
    content = io.BytesIO()
    Image.new(mode, (3000, 1000)).save(content, "JPEG" if mode == "CMYK" else "PNG")
    with Image.open(io.BytesIO(drawing.poster_from_picture(content.getvalue()))) as poster:
        assert (poster.mode, poster.size) == ("RGB", (960, 320))
