"""Files that mean harm are refused in words, soon, and in little memory (contract 8.17, 8.18)."""

import contextlib
import io
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from models.errors import Invalid
from models.recordings import child, drawing, inspecting, refusals, webvtt
from models.recordings.child import ChildFailed
from models.recordings.inside import inspecting as inside
from models.recordings.limits import QUICK
from tests.vocabulary import hostile_files
from tests.vocabulary.pictures import one_colour_png

GIANT = refusals.LARGE_VIDEO % {"width": "16000", "height": "16000"}


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("films")
    return {kind: hostile_files.film(folder / kind, kind) for kind in hostile_files.CONTAINERS}


def refusal_of(content: bytes) -> str | None:
    Path("file").write_bytes(content)
    try:
        inspecting.inspect(Path("file"))
    except Invalid as refusal:
        return str(refusal)
    return None


@pytest.mark.parametrize("container", ["mp4", "mov", "matroska", "webm", "avi"])
def test_a_header_that_names_a_giant_picture_is_refused_with_its_size(films: dict[str, bytes], container: str) -> None:
    assert refusal_of(films[container]) is None
    assert refusal_of(hostile_files.claiming(films[container], 16_000, 16_000)) == GIANT


@pytest.mark.parametrize(
    ("width", "height", "is_accepted"),
    [(8192, 4320, True), (4320, 8192, True), (8193, 16, False), (16, 8193, False), (4321, 4321, False)],
)
def test_a_picture_has_8192_by_4320_pixels_either_way_up(
    films: dict[str, bytes], width: int, height: int, is_accepted: bool
) -> None:
    refusal = refusal_of(hostile_files.claiming(films["mp4"], width, height))
    assert refusal == (None if is_accepted else refusals.LARGE_VIDEO % {"width": width, "height": height})


def test_a_header_that_names_a_small_picture_does_not_hide_a_large_one(tmp_path: Path) -> None:
    film = hostile_files.film(tmp_path / "wide", width=8208, height=64)
    place = film.index(b"\x20\x10\0\x40", film.index(b"stsd"))
    assert refusal_of(film[:place] + b"\0\x10\0\x10" + film[place + 4 :]) == refusals.LARGE_VIDEO % {
        "width": 8208,
        "height": 64,
    }


@pytest.mark.parametrize(("minutes", "is_accepted"), [(24 * 60, True), (24 * 60 + 10, False)])
def test_a_recording_lasts_at_most_24_hours(tmp_path: Path, minutes: int, is_accepted: bool) -> None:
    film = hostile_files.film(tmp_path / "long", rate=Fraction(1, 600), seconds=minutes * 60, width=64, height=64)
    assert refusal_of(film) == (None if is_accepted else refusals.LONG_VIDEO)


def test_an_encrypted_film_is_refused_as_encrypted(tmp_path: Path) -> None:
    key = "00112233445566778899aabbccddeeff"
    options = {"encryption_scheme": "cenc-aes-ctr", "encryption_key": key, "encryption_kid": key}
    assert refusal_of(hostile_files.film(tmp_path / "locked", options=options)) == refusals.ENCRYPTED_VIDEO


def test_a_title_in_an_old_encoding_is_no_fault(films: dict[str, bytes]) -> None:
    named = films["matroska"].replace(b"Lavf", b"caf\xe9")
    assert named != films["matroska"]
    assert refusal_of(named) is None


def test_a_film_in_a_code_that_nobody_knows_cannot_be_played(films: dict[str, bytes]) -> None:
    assert refusal_of(films["mp4"].replace(b"avc1", b"zzzz")) == refusals.UNPLAYABLE


def test_a_file_without_streams_holds_no_picture_and_no_sound(films: dict[str, bytes]) -> None:
    assert refusal_of(films["mp4"].replace(b"trak", b"free")) == refusals.NO_STREAMS


@contextlib.contextmanager
def visits() -> Iterator[tuple[str, list[bytes]]]:
    """An address on this machine, and what asked for it."""
    seen: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def note() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _address = server.accept()
                    seen.append(connection.recv(100))

        threading.Thread(target=note, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/film.ts", seen
        server.shutdown(socket.SHUT_RDWR)


def test_no_file_leads_to_another_file_or_to_an_address(films: dict[str, bytes]) -> None:
    """Inspected without the child's own walls too, which would hide that FFmpeg tried."""
    Path("secret.mp4").write_bytes(films["mp4"])
    refused = []
    with visits() as (address, seen):
        for kind, content in hostile_files.listings(Path("secret.mp4").absolute(), address).items():
            refused.append(kind)
            with pytest.raises(Invalid, match="Nothing in this file"):
                inside.inspect(io.BytesIO(content))
    assert (seen, len(refused)) == ([], 21)


@pytest.fixture(scope="module")
def pictures() -> dict[str, bytes]:
    return hostile_files.pictures()


@pytest.mark.parametrize(
    "kind",
    [
        "a packed note",
        "a packed international note",
        "a packed colour profile",
        "megabytes of a camera's notes",
        "a million frames",
        "a PNG of 30,000 × 30,000",
        "a PNG of 2 billion × 1",
        "a PNG packed from 200 MB",
        "a WebP of 16,384 × 16,384",
    ],
)
def test_a_picture_that_unfolds_is_drawn_or_refused_within_its_limits(pictures: dict[str, bytes], kind: str) -> None:
    """With a quarter of the memory that is allowed: what unfolds is not unfolded."""
    with contextlib.suppress(Invalid):
        answer = child.ask(drawing.REDRAW, io.BytesIO(pictures[kind]), replace(QUICK, memory=256 * 1024**2))
        assert answer.content.startswith(drawing.JPEG)


def test_each_of_these_pictures_is_tried(pictures: dict[str, bytes]) -> None:
    assert set(pictures) == {
        *("a packed note", "a packed international note", "a packed colour profile", "a million frames"),
        *("megabytes of a camera's notes", "a PNG of 30,000 × 30,000", "a PNG of 2 billion × 1"),
        *("a PNG packed from 200 MB", "a WebP of 16,384 × 16,384"),
    }


@pytest.mark.parametrize(("width", "is_accepted"), [(8000, True), (8001, False)])
def test_a_poster_is_made_from_40_million_pixels_at_most(width: int, is_accepted: bool) -> None:
    content = one_colour_png(width, 5000)
    if is_accepted:
        assert drawing.poster_from_picture(content).startswith(drawing.JPEG)
        return
    with pytest.raises(Invalid, match="more than 40 million pixels"):
        drawing.poster_from_picture(content)


@pytest.mark.parametrize("kind", hostile_files.other_pictures())
def test_other_kinds_of_pictures_are_refused(kind: str) -> None:
    with pytest.raises(Invalid, match="not a picture that can be a poster"):
        drawing.poster_from_picture(hostile_files.other_pictures()[kind])


def test_a_jpeg_of_thousands_of_scans_is_ended_by_the_limit_of_computing() -> None:
    content = hostile_files.jpeg_of_many_scans(4000)
    assert len(content) < 8 * 1024**2
    with pytest.raises(ChildFailed):
        child.ask(drawing.REDRAW, io.BytesIO(content), replace(QUICK, cpu_seconds=1))
    few = hostile_files.jpeg_of_many_scans(4, side=64)
    assert drawing.poster_from_picture(few).startswith(drawing.JPEG)


@pytest.mark.parametrize("file", ["captions", "picture", "film"])
def test_a_file_that_ends_its_child_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: str
) -> None:
    for module, work in ((webvtt, "READ_LINES"), (drawing, "REDRAW"), (drawing, "DRAW"), (inspecting, "INSPECT")):
        monkeypatch.setattr(module, work, "tests.vocabulary.misbehaving:segfault")
    (tmp_path / "film").write_bytes(b"film")
    refused = {
        "captions": (refusals.NO_CAPTIONS, lambda: webvtt.read_captions(b"WEBVTT", "en")),
        "picture": (refusals.BROKEN_PICTURE, lambda: drawing.poster_from_picture(drawing.JPEG)),
        "film": (refusals.UNPLAYABLE, lambda: inspecting.inspect(tmp_path / "film")),
    }
    sentence, act = refused[file]
    with pytest.raises(Invalid) as refusal:
        act()
    assert (refusal.value.field, str(refusal.value)) == ("file", sentence)
