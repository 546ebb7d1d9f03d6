"""Prepares a recording as a worker does. What its child would do is done in this process, which is faster."""

import importlib
import io
import json
import os
from pathlib import Path
from typing import Any
from unittest.mock import patch

from models.recordings import child, making, pieces, served_file
from models.recordings.inspected import Inspected, Picture, Sound
from models.recordings.judging import Judgement, Treatment
from models.recordings.making import Made
from models.recordings.side_by_side import SideBySide
from tests.vocabulary.films import Pictures, Tone

# Encoders that have another name than what they write.
CODECS = {"libx264": "h264", "libx265": "hevc", "libvpx": "vp8", "libmp3lame": "mp3", "libopus": "opus"}


def inspected_of(pictures: Pictures | None, tone: Tone | None, duration: float) -> Inspected:
    return Inspected(
        container="mp4",
        size=0,
        duration=duration,
        picture=_picture_of(pictures) if pictures else None,
        sound=_sound_of(tone) if tone else None,
        knows_length=True,
        starts_quickly=True,
        is_clean=True,
        ends_early=False,
        poster=b"",
    )


def _picture_of(pictures: Pictures) -> Picture:
    return Picture(
        codec=CODECS.get(pictures.codec, pictures.codec),
        profile="",
        pixel_format=pictures.pixels,
        width=pictures.width,
        height=pictures.height,
        frame_rate=float(pictures.rate),
        rotation=0,
        sample_aspect=1.0,
        transfer="",
        dolby_vision=None,
    )


def _sound_of(tone: Tone) -> Sound:
    channels = {"mono": 1, "stereo": 2, "5.1": 6}
    return Sound(CODECS.get(tone.codec, tone.codec), "", channels[tone.layout], tone.rate)


def judgement_of(inspected: Inspected, **treatments: Treatment) -> Judgement:
    picture = Treatment.ENCODE if inspected.picture else Treatment.NONE
    sound = Treatment.ENCODE if inspected.sound else Treatment.NONE
    return Judgement(False, False, "video/mp4", "mp4", **{"picture": picture, "sound": sound, **treatments})


def prepare(
    path: Path, inspected: Inspected, *, seconds: int = 60, sound_seconds: int = 600, **treatments: Treatment
) -> tuple[Path, Made]:
    """The file that guests get. `seconds` is how long a piece of the picture is, `sound_seconds` one of the sound."""
    judgement = judgement_of(inspected, **treatments)
    folder = path.with_name(f"{path.name} pieces")
    folder.mkdir()
    with (
        patch.object(pieces, "PICTURE_SECONDS", seconds),
        patch.object(pieces, "SOUND_SECONDS", sound_seconds),
        patch.object(child, "make", _make_here),
        served_file.open_regular(path) as original,
    ):
        for piece in pieces.pieces_of(inspected, judgement):
            if (folder / piece.name).exists():
                continue
            making.make_piece(original, piece, folder, inspected, judgement, going_on=lambda: True)
        made = making.join(original, folder, inspected, judgement, folder / "whole", going_on=lambda: True)
    return folder / "whole", made


def _make_here(work: str, file: Any, output: io.FileIO, order: object, *_limits: Any) -> dict[str, object]:
    module, _, function = work.partition(":")
    make = getattr(importlib.import_module(module), function)
    given = io.BufferedReader(file) if isinstance(file, SideBySide) else os.fdopen(os.dup(file.fileno()), "rb")
    given.seek(0)
    try:
        said: dict[str, object] = make(given, output, json.loads(json.dumps(order)))
    finally:
        if isinstance(file, SideBySide):
            given.detach()
        else:
            given.close()
    return said
