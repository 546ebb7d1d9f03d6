"""Flash videos: the sound is found with each codec, and a part that cannot be shown is told (contract 8.22, 8.77)."""

from pathlib import Path
from typing import Any

import pytest

from models.recordings.inside import flv, inspecting
from tests.corpus.films import Film, write

SECONDS = 2
# The picture and the sound of each kind, as FFmpeg writes them.
KINDS = {
    "H.264, AAC": ("libx264", "aac"),
    "H.264, MP3": ("libx264", "mp3"),
    "H.263, AAC": ("flv", "aac"),
    "H.263, MP3": ("flv", "mp3"),
    "H.264": ("libx264", None),
    "AAC": (None, "aac"),
}


def content(kind: str) -> bytes:
    picture, sound = KINDS[kind]
    options = {"g": "10"} | ({"bf": "0"} if picture == "libx264" else {})
    film = Film("flv", picture, sound, SECONDS, (64, 48), 10, sample_rate=44100, picture_options=options)
    write(Path("part"), film)
    return Path("part").read_bytes()


def inspected(content: bytes) -> dict[str, Any]:
    Path("film").write_bytes(content)
    with Path("film").open("rb") as file:
        return inspecting.inspect(file)[0]


@pytest.mark.parametrize("kind", KINDS)
def test_picture_and_sound_are_found_whatever_their_codecs(kind: str) -> None:
    facts = inspected(content(kind))
    words = {"libx264": "h264", "flv": "flv1", "mp3": "mp3", "aac": "aac", None: None}
    found = [facts[each] and facts[each]["codec"] for each in ("picture", "sound")]
    assert found == [words[codec] for codec in KINDS[kind]]
    assert facts["duration"] == pytest.approx(SECONDS, abs=0.15)
    assert not facts["ends_early"]


@pytest.mark.parametrize(
    ("first", "second", "is_lost"),
    [
        ("H.264, AAC", "H.264, AAC", False),
        ("H.263, MP3", "H.263, MP3", False),
        ("H.264, AAC", "H.263, MP3", True),
        ("H.263, MP3", "H.264, AAC", True),
        ("H.264, AAC", "H.263, AAC", True),
        ("H.264, AAC", "H.264, MP3", True),
        # The other one of the two only stops, or begins.
        ("H.264, AAC", "H.264", False),
        ("AAC", "H.264, AAC", False),
    ],
)
def test_the_owner_is_told_of_a_part_with_other_codecs_than_the_first(first: str, second: str, is_lost: bool) -> None:
    assert inspected(content(first) + content(second))["ends_early"] is is_lost


def test_the_last_of_several_parts_counts_too() -> None:
    part = content("H.264, AAC")
    assert not inspected(part * 3)["ends_early"]
    assert inspected(part * 2 + content("H.263, AAC"))["ends_early"]


@pytest.mark.parametrize(("name", "is_lost"), [(b"hvc1", False), (b"av01", True)])
def test_codecs_that_are_named_by_four_letters_are_told_apart(name: bytes, is_lost: bool) -> None:
    """Enhanced RTMP: the picture's first byte has its highest bit set, and the sound's is 9."""
    file = Path("film")
    start = b"FLV\x01\x05\0\0\0\x09\0\0\0\0"
    file.write_bytes(start + packet(9, b"\x90hvc1") + packet(8, b"\x90Opus") + start + packet(9, b"\x90" + name))
    with file.open("rb") as film:
        structure = flv.read(film, file.stat().st_size)
    assert (structure.is_put_together, bool(structure.is_cut)) == (True, is_lost)


def packet(kind: int, content: bytes) -> bytes:
    length = len(content).to_bytes(3)
    return bytes([kind]) + length + bytes(7) + content + (11 + len(content)).to_bytes(4)
