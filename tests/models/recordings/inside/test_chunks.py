"""Sound whose end is missing is told of, and sound whose length was not known when it was written is not (contract
8.22)."""

import io
import struct
from collections.abc import Callable
from dataclasses import replace

import pytest

from models.recordings.inside import inspecting
from tests.corpus.films import Film, write

WAV = Film("wav", None, "pcm_s16le", seconds=2)
SOUNDS = {
    "WAV": WAV,
    "RF64, which recorders use beyond 4 GB": replace(WAV, options={"rf64": "always"}),
    "Wave64": replace(WAV, container="w64"),
    "CAF": replace(WAV, container="caf", sound="pcm_s16be"),
    "AIFF": replace(WAV, container="aiff", sound="pcm_s16be"),
}


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    folder = tmp_path_factory.mktemp("sounds")
    for kind, film in SOUNDS.items():
        write(folder / kind.split(",")[0], film)
    return lambda kind: (folder / kind.split(",")[0]).read_bytes()


def told(content: bytes) -> tuple[float, bool]:
    """How long it is, and whether its end is missing."""
    values, _poster = inspecting.inspect(io.BytesIO(content))
    assert isinstance(values["duration"], float)
    return round(values["duration"], 1), values["ends_early"] is True


@pytest.mark.parametrize("kind", SOUNDS)
def test_what_is_cut_off_is_told(content: Callable[[str], bytes], kind: str) -> None:
    whole = content(kind)
    assert told(whole) == (2.0, False)
    assert told(whole[: len(whole) // 2]) == (1.0, True)


def with_lengths(content: bytes, order: str, whole: int, sound: tuple[bytes, int]) -> bytes:
    """Says that the file, and its part of this name, are so long."""
    place = content.index(sound[0]) + 4
    content = content[:place] + struct.pack(f"{order}I", sound[1]) + content[place + 4 :]
    return content[:4] + struct.pack(f"{order}I", whole) + content[8:]


# As they are written into a pipe by arecord, sox, FFmpeg and others, which cannot go back.
OPEN = [0, 0x7FFFF024, 0x7FFFFFFF, 0x80000024, 0xFFFFFFFF]


@pytest.mark.parametrize("length", OPEN)
def test_a_length_that_was_not_known_is_no_fault(content: Callable[[str], bytes], length: int) -> None:
    part = min(length, 0xFFFFFFFF)
    assert told(with_lengths(content("WAV"), "<", length, (b"data", part))) == (2.0, False)
    if length:
        assert told(with_lengths(content("AIFF"), ">", length, (b"SSND", part))) == (2.0, False)


def test_neither_is_one_of_64_bits(content: Callable[[str], bytes]) -> None:
    caf, w64 = content("CAF"), content("Wave64")
    place = caf.index(b"data") + 4
    assert told(caf[:place] + b"\xff" * 8 + caf[place + 8 :]) == (2.0, False)
    assert told(w64[:16] + b"\xff" * 7 + b"\x7f" + w64[24:]) == (2.0, False)


def test_a_wav_with_its_numbers_the_other_way_round_is_whole(content: Callable[[str], bytes]) -> None:
    wav = content("WAV")
    sound = wav[wav.index(b"data") + 8 :]
    kind = struct.pack(">HHIIHH", 1, 2, 48000, 192_000, 4, 16)
    parts = b"WAVEfmt " + struct.pack(">I", len(kind)) + kind + b"data" + struct.pack(">I", len(sound)) + sound
    assert told(b"RIFX" + struct.pack(">I", len(parts)) + parts) == (2.0, False)
