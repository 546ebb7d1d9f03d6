"""What cameras, dictation machines, studios and old computers write is read too (contract 8.1)."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.errors import Invalid
from models.recordings import refusals
from models.recordings.inside import inspecting
from models.recordings.inside.originals import Original
from tests.corpus import rare_sounds
from tests.corpus.films import Film, write

SOUNDS: dict[str, Callable[[float], bytes]] = {
    "iff": rare_sounds.amiga,
    "nistsphere": rare_sounds.speech,
    "dsf": rare_sounds.one_bit,
    "gsm": rare_sounds.telephone,
}
FILMS = {
    "voc": Film("voc", None, "pcm_u8", layout="mono", sample_rate=22050, seconds=2),
    "sox": Film("sox", None, "pcm_s32le", seconds=2),
    "ircam": Film("ircam", None, "pcm_s16le", seconds=2),
    "mmf": Film("mmf", None, "adpcm_yamaha", layout="mono", sample_rate=8000, seconds=2),
    "y4m": Film("yuv4mpegpipe", "wrapped_avframe", None, size=(64, 48), seconds=2),
}


def content_of(kind: str, path: Path) -> bytes:
    if kind in SOUNDS:
        return SOUNDS[kind](2)
    write(path, FILMS[kind])
    return path.read_bytes()


@pytest.mark.parametrize("kind", [*SOUNDS, *FILMS])
def test_it_is_read_to_its_end(tmp_path: Path, kind: str) -> None:
    content = content_of(kind, tmp_path / "film")
    values, _ = inspecting.inspect(io.BytesIO(content))
    assert values["container"] == kind
    assert values["duration"] == pytest.approx(2, abs=0.06)
    name = "picture" if kind == "y4m" else "sound"
    assert values[name]
    last, frame = _last(Original(io.BytesIO(content)).frames(name))
    length = frame.samples / frame.sample_rate if name == "sound" else 1 / 25
    assert float(last) + length == pytest.approx(2, abs=0.06)


def _last(frames: Any) -> Any:
    *_, last = frames
    return last


def test_a_picture_of_an_amiga_is_no_recording() -> None:
    with pytest.raises(Invalid, match=refusals.UNPLAYABLE):
        inspecting.inspect(io.BytesIO(rare_sounds.amiga_picture()))
