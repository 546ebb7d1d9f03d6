"""A file that guests are sent tells no place, no device and no person (contract 8.21). What is not known counts."""

import io
import struct
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
from av.packet import Packet

from models.recordings.inside import inspecting
from tests.corpus.films import Film, write
from tests.corpus.films_of_phones import cover, second_sound
from tests.corpus.patches import Change, appended, box, replaced, with_id3, with_place

SMALL = Film("mp4", seconds=1, size=(64, 48), rate=10)
FILMS = {
    "mp4": SMALL,
    "m4a": replace(SMALL, container="ipod", picture=None),
    "webm": replace(SMALL, container="webm", picture="libvpx", sound="libopus"),
    "mp3": replace(SMALL, container="mp3", picture=None, sound="mp3"),
}
X264 = bytes.fromhex("dc45e9bde6d948b7962cd820d923eeef")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Film], bytes]:
    """Makes each film once."""
    folder, known = tmp_path_factory.mktemp("films"), {}

    def content(film: Film) -> bytes:
        key = repr((film.container, film.tags, film.picture_tags, film.more))
        if key not in known:
            write(folder / "film", film)
            known[key] = (folder / "film").read_bytes()
        return known[key]

    return content


def is_clean(content: bytes) -> bool:
    """In this process, which is faster. The child has tests of its own."""
    path = Path("film")
    path.write_bytes(content)
    with path.open("rb") as file:
        values, _poster = inspecting.inspect(file)
    return values["is_clean"] is True


@pytest.mark.parametrize("kind", FILMS)
def test_a_film_without_anything_is_clean(made: Callable[[Film], bytes], kind: str) -> None:
    assert is_clean(made(FILMS[kind]))


def with_chapters(container: Any) -> list[Any]:
    chapter = {"id": 1, "start": 0, "end": 1000, "time_base": Fraction(1, 1000), "metadata": {"title": "Louise"}}
    container.set_chapters([chapter])
    return []


TELLING_FILMS = {
    "a title": replace(SMALL, tags={"title": "Louise at home"}),
    "an artist": replace(SMALL, tags={"artist": "Louise Smith"}),
    "a comment": replace(SMALL, tags={"comment": "51.5 N"}),
    "a device": replace(SMALL, tags={"encoding_tool": "Pixel 9"}),
    "a cover": replace(SMALL, more=cover),
    "chapters": replace(SMALL, more=with_chapters),
    "chapters of a WebM": replace(FILMS["webm"], more=with_chapters),
    "a second sound": replace(SMALL, more=second_sound),
    "a cover of a song": replace(FILMS["m4a"], container="mp4", more=cover),
    "the singer of a song": replace(FILMS["m4a"], tags={"artist": "Louise Smith"}),
    "the name of a camera's stream": replace(SMALL, picture_tags={"handler_name": "DJI.AVC"}),
    "the name of a camera's encoder": replace(SMALL, picture_tags={"encoder": "GoPro AVC encoder"}),
    "the title of a WebM": replace(FILMS["webm"], tags={"title": "Louise at home"}),
    "the place of a WebM": replace(FILMS["webm"], tags={"LOCATION": "51.5 N"}),
    "the name of a WebM's stream": replace(FILMS["webm"], picture_tags={"title": "Louise"}),
    "the singer of an MP3": replace(FILMS["mp3"], tags={"artist": "Louise Smith"}),
}


@pytest.mark.parametrize("kind", TELLING_FILMS)
def test_what_programs_write_into_tags_and_streams_is_found(made: Callable[[Film], bytes], kind: str) -> None:
    assert not is_clean(made(TELLING_FILMS[kind]))


def with_bytes_behind_samples(content: bytes) -> bytes:
    """As cameras of cars write them into the box of the samples, which stands before the index."""
    place = content.index(b"mdat")
    length, more = int.from_bytes(content[place - 4 : place], "big"), b"freeGPS 51.5 N"
    end = place - 4 + length
    head = content[: place - 4] + struct.pack(">I", length + len(more))
    return head + content[place:end] + more + content[end:]


def with_notes_later(content: bytes) -> bytes:
    """In each picture from the sixth one on, as a camera writes that has found out where it is."""
    note = b"\x06\x05\x1e" + b"\x11" * 16 + b"51.5 N, Louise\x80"
    return with_note(content, note, first=5)


def with_note(content: bytes, note: bytes, *, first: int) -> bytes:
    """In each picture from this one on."""
    output = io.BytesIO()
    source: Any = av.open(io.BytesIO(content))
    with source, av.open(output, "w", format="mp4") as made:
        stream = made.add_stream_from_template(source.streams.video[0], opaque=True)
        for number, packet in enumerate(source.demux(video=0)):
            if packet.size:
                new = Packet((struct.pack(">I", len(note)) + note) * (number >= first) + bytes(packet))
                new.pts, new.dts, new.duration, new.time_base = (
                    packet.pts,
                    packet.dts,
                    packet.duration,
                    packet.time_base,
                )
                new.is_keyframe, new.stream = packet.is_keyframe, stream
                made.mux(new)
    return output.getvalue()


XMP = box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + b"<x:xmpmeta>51.5 N</x:xmpmeta>")
ID3V1 = b"TAG" + b"A song".ljust(30, b"\0") + b"Louise Smith".ljust(95, b"\0")
APE = b"APETAGEX" + struct.pack("<4I", 2000, 32, 0, 0) + bytes(8)
CHANGES: dict[str, tuple[str, Change]] = {
    "the place, as phones write it": ("mp4", with_place),
    "XMP behind the film": ("mp4", appended(XMP)),
    "what a phone writes behind the film": ("mp4", appended(box(b"sefd", b"SEFH Louise"))),
    "a place in a box that is not used": ("mp4", appended(box(b"free", b"51.5 N"))),
    "bytes in no box": ("mp4", appended(b"SEFT")),
    "a box of a name that nobody knows": ("mp4", appended(box(b"xyzw", b"Louise"))),
    "a note between the pictures": ("mp4", replaced(X264, bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66"))),
    "a note between later pictures": ("mp4", with_notes_later),
    "bytes in the data that belong to no sample": ("mp4", with_bytes_behind_samples),
    "data without samples": ("mp4", appended(box(b"mdat", b"51.5 N"))),
    "the name of a camera as a program": ("mp4", replaced(b"Lavf", b"iPho")),
    "a stream of data": ("mp4", replaced(b"soun\0\0", b"meta\0\0", 1)),
    "the name of a device as a WebM's program": ("webm", replaced(b"Lavf", b"iPho")),
    "bytes behind a WebM": ("webm", appended(b"\x7f\xffLouise")),
    "a singer and a cover": ("mp3", with_id3),
    "a singer behind the sound": ("mp3", appended(ID3V1)),
    "other tags behind the sound": ("mp3", appended(APE)),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_what_devices_write_where_no_program_looks_is_found(made: Callable[[Film], bytes], kind: str) -> None:
    name, change = CHANGES[kind]
    assert not is_clean(change(made(FILMS[name])))


def test_what_an_encoder_writes_between_the_pictures_is_clean(made: Callable[[Film], bytes]) -> None:
    note = b"\x06\x05\x1e" + X264 + b"options of it.\x80"
    assert is_clean(with_note(made(SMALL), note, first=5))


@pytest.mark.parametrize("empty", [box(b"free", bytes(100)), box(b"skip", b""), box(b"free", bytes(64 * 1024))])
def test_empty_room_in_a_file_is_clean(made: Callable[[Film], bytes], empty: bytes) -> None:
    assert is_clean(appended(empty)(made(SMALL)))
    assert not is_clean(appended(empty + box(b"free", bytes(64 * 1024 + 1)))(made(SMALL)))
