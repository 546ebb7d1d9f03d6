"""Readers of boxes, elements and chunks: what is encrypted, and files that were made to hold them up."""

import contextlib
import io
import random
import struct
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from models.errors import Invalid
from models.recordings import refusals
from models.recordings.inside import boxes, chunks, elements, inspecting, mp3
from models.recordings.inside.structure import Structure
from tests.corpus.films import Film, write
from tests.corpus.patches import box, scrambled

SMALL = Film("mp4", seconds=1, size=(64, 48), rate=10, options={"movflags": "faststart"})
CONTAINERS = {
    "mp4": SMALL,
    "fragments": replace(SMALL, options={"movflags": "frag_keyframe+empty_moov+default_base_moof"}),
    "matroska": replace(SMALL, container="matroska", options={}),
    "webm": replace(SMALL, container="webm", picture="libvpx", sound="libopus", options={"live": "1"}),
    "avi": replace(SMALL, container="avi", picture="mpeg4", sound="mp3", options={}),
    "mpegts": replace(SMALL, container="mpegts", options={}),
    "asf": replace(SMALL, container="asf", picture="wmv2", sound="wmav2", options={}),
    "flv": replace(SMALL, container="flv", sample_rate=44100, options={}),
    "ogg": replace(SMALL, container="ogg", picture=None, sound="libopus", options={}),
    "mp3": replace(SMALL, container="mp3", picture=None, sound="mp3", options={}),
    "flac": replace(SMALL, container="flac", picture=None, sound="flac", options={}),
    "wav": replace(SMALL, container="wav", picture=None, sound="pcm_s16le", options={}),
}


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("films")
    for kind, film in CONTAINERS.items():
        write(folder / kind, film)
    return {kind: (folder / kind).read_bytes() for kind in CONTAINERS}


def inspect(content: bytes) -> dict[str, object]:
    return inspecting.inspect(io.BytesIO(content))[0]


@pytest.mark.parametrize("kind", CONTAINERS)
def test_a_damaged_file_is_accepted_or_refused_in_words_but_never_an_error(films: dict[str, bytes], kind: str) -> None:
    """In this process, which is faster and shows an error as it is."""
    chance, content = random.Random(kind), films[kind]
    for number in range(15):
        damaged = bytearray(content)
        for _ in range(chance.choice([1, 5, 50])):
            damaged[chance.randrange(min(len(content), 5000) if number % 2 else len(content))] = chance.randrange(256)
        with contextlib.suppress(Invalid):
            assert inspect(bytes(damaged[: chance.choice([len(damaged), len(damaged) // 2])]))["container"]


def nested(depth: int) -> bytes:
    content = b""
    for _ in range(depth):
        content = box(b"udta", content)
    return box(b"moov", content)


ENDLESS = {
    "boxes in boxes": nested(10_000),
    "a million empty boxes": box(b"free", b"") * 1_000_000,
    "boxes without a length": bytes(100_000),
    "a box longer than any file": struct.pack(">I4sQ", 1, b"moov", 2**63) + nested(3),
    "a box shorter than its head": struct.pack(">I4s", 7, b"moov") * 1000,
    "a list of a billion edits": box(b"moov", box(b"elst", bytes(4) + struct.pack(">I", 10**9) + bytes(400_000))),
    "a description of no track": box(b"moov", box(b"stsd", bytes(8) + box(b"avc1", bytes(10)))),
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_boxes_without_end_are_read_soon(kind: str) -> None:
    began = time.process_time()
    content = ENDLESS[kind]
    structure = boxes.read(io.BytesIO(content), len(content))
    assert not structure.is_clean or not structure.knows_length
    assert time.process_time() - began < 5


def element(number: bytes, content: bytes) -> bytes:
    return number + struct.pack(">Q", len(content) | 1 << 56) + content


def nested_tags(depth: int) -> bytes:
    content = b""
    for _ in range(depth):
        content = element(b"\x67\xc8", content)
    return element(b"\x12\x54\xc3\x67", element(b"\x73\x73", content))


SEGMENT, INFO = b"\x18\x53\x80\x67", b"\x15\x49\xa9\x66"
ENDLESS_ELEMENTS = {
    "tags in tags": element(SEGMENT, nested_tags(5000)),
    "a million empty elements": element(SEGMENT, b"\xec\x80" * 1_000_000),
    "zeros": bytes(100_000),
    "an element longer than any file": SEGMENT + b"\x01\xff\xff\xff\xff\xff\xff\xfe" + element(INFO, b"\x7b\xa9\x81x"),
    "a length that is no number": element(SEGMENT, INFO + b"\0" * 100),
    "a duration of three bytes": element(SEGMENT, element(INFO, b"\x44\x89\x83abc") + b"\x42\x42"),
}


@pytest.mark.parametrize("kind", ENDLESS_ELEMENTS)
def test_elements_without_end_are_read_soon(kind: str) -> None:
    began = time.process_time()
    content = ENDLESS_ELEMENTS[kind]
    structure = elements.read(io.BytesIO(content), len(content))
    assert not structure.is_clean
    assert not structure.knows_length
    assert time.process_time() - began < 5


OTHERS: list[Callable[[BinaryIO, int], Structure]] = [
    *(chunks.read_riff, chunks.read_aiff, chunks.read_w64, chunks.read_caf, chunks.read_asf),
    *(chunks.read_program, chunks.read_transport, mp3.read),
]


@pytest.mark.parametrize("read", OTHERS)
@pytest.mark.parametrize("content", [b"", b"\0", b"ID3\x03\0\0\x7f\x7f\x7f\x7f", b"\x47" * 200_000, b"\xff" * 5000])
def test_other_files_that_are_too_short_or_say_nonsense_are_no_error(
    read: Callable[[BinaryIO, int], Structure], content: bytes
) -> None:
    assert isinstance(read(io.BytesIO(content), len(content)), Structure)


def test_an_encrypted_matroska_is_found() -> None:
    encryption = element(b"\x6d\x80", element(b"\x62\x40", element(b"\x50\x35", b"\x47\xe1\x81\x05")))
    track = element(b"\xae", b"\xd7\x81\x01" + encryption)
    content = element(SEGMENT, element(b"\x16\x54\xae\x6b", track))
    assert elements.read(io.BytesIO(content), len(content)).is_encrypted


def test_a_scrambled_transport_stream_is_encrypted(films: dict[str, bytes]) -> None:
    with pytest.raises(Invalid, match=refusals.ENCRYPTED_VIDEO):
        inspect(scrambled(films["mpegts"]))


def test_a_film_of_a_disc_whose_sectors_are_scrambled_is_encrypted(tmp_path: Path) -> None:
    """Not all of them are."""
    write(tmp_path / "film", replace(SMALL, container="vob", picture="mpeg2video", sound="ac3", rate=25, options={}))
    content = bytearray((tmp_path / "film").read_bytes())
    assert inspect(bytes(content))["container"] == "mpeg"
    sectors = [at for at in range(0, len(content) - 2047, 2048) if content[at + 17] in (0xBD, 0xE0)]
    for at in sectors[::3]:
        content[at + 20] |= 0x30
        content[at + 128 : at + 2048] = random.Random(at).randbytes(1920)
    with pytest.raises(Invalid, match=refusals.ENCRYPTED_VIDEO):
        inspect(bytes(content))


def test_an_encrypted_film_is_refused(tmp_path: Path) -> None:
    key = "00112233445566778899aabbccddeeff"
    options = {"encryption_scheme": "cenc-aes-ctr", "encryption_key": key, "encryption_kid": key}
    write(tmp_path / "film", replace(SMALL, options=options))
    with pytest.raises(Invalid, match=refusals.ENCRYPTED_VIDEO):
        inspect((tmp_path / "film").read_bytes())
