"""Finds out from the content of a file what recording it holds."""

import math
import os
import re
from collections.abc import Callable
from pathlib import Path

from models.errors import Invalid
from models.recordings import child, limits
from models.recordings.child import Answer, ChildFailed, TookTooLong
from models.recordings.inspected import Inspected, Picture, Sound
from models.recordings.refusals import EMPTY, SLOW, UNPLAYABLE
from models.recordings.served_file import Readable, open_regular

INSPECT = "models.recordings.inside.inspecting:inspect"
# A container's word may become the ending of a stored name.
_CONTAINER = re.compile(r"[a-z0-9]{1,20}", re.ASCII)
_LOST = re.compile(r"|picture|sound")
# FFmpeg's names of codecs, profiles and formats.
_WORD = re.compile(r"[\w .,:()+/-]{0,60}", re.ASCII)


def inspect(path: Path) -> Inspected:
    """Raises Invalid unless the file is a recording that can be used, TooManyFiles, and OSError."""
    with open_regular(path) as file:
        return inspect_open(file)


def inspect_open(file: Readable, going_on: Callable[[], bool] = lambda: True) -> Inspected:
    """The same for an open file, which may be in a bucket. `going_on` is asked each second: when it says no, Stopped
    is raised. Also raises what reading the file raises."""
    size = file.seek(0, os.SEEK_END)
    if not size:
        raise Invalid("file", EMPTY)
    try:
        return _inspected(child.ask(INSPECT, file, limits.for_inspecting(size), None, going_on), size)
    except TookTooLong:
        raise Invalid("file", SLOW) from None
    except ChildFailed:
        raise Invalid("file", UNPLAYABLE) from None


def _inspected(answer: Answer, size: int) -> Inspected:
    """Raises ChildFailed for values that our code in the child never gives."""
    said = answer.values
    return Inspected(
        container=_word(said.get("container"), _CONTAINER),
        size=size,
        duration=_number(said.get("duration"), 7 * 24 * 3600),
        picture=None if said.get("picture") is None else _picture(_object(said["picture"])),
        sound=None if said.get("sound") is None else _sound(_object(said["sound"])),
        knows_length=said.get("knows_length") is True,
        starts_quickly=said.get("starts_quickly") is True,
        is_clean=said.get("is_clean") is True,
        ends_early=said.get("ends_early") is True,
        poster=answer.content,
        is_edited=said.get("is_edited") is True,
        ends_still=said.get("ends_still") is True,
        is_put_together=said.get("is_put_together") is True,
        lost=_word(said.get("lost"), _LOST),
    )


def _picture(said: dict[str, object]) -> Picture:
    profile = said.get("dolby_vision")
    return Picture(
        codec=_word(said.get("codec")),
        profile=_word(said.get("profile")),
        pixel_format=_word(said.get("pixel_format")),
        width=_whole(said.get("width"), 2**15),
        height=_whole(said.get("height"), 2**15),
        frame_rate=_number(said.get("frame_rate"), 10**6),
        rotation=_whole(said.get("rotation"), 270),
        sample_aspect=_number(said.get("sample_aspect"), 10**6),
        transfer=_word(said.get("transfer")),
        dolby_vision=None if profile is None else _whole(profile, 127),
        level=_whole(said.get("level"), 10**6),
        tag=_word(said.get("tag")),
        is_interlaced=said.get("is_interlaced") is True,
        is_mirrored=said.get("is_mirrored") is True,
        is_askew=said.get("is_askew") is True,
        is_reshaped=said.get("is_reshaped") is True,
        is_irregular=said.get("is_irregular") is True,
    )


def _sound(said: dict[str, object]) -> Sound:
    return Sound(
        codec=_word(said.get("codec")),
        profile=_word(said.get("profile")),
        channels=_whole(said.get("channels"), 1024),
        sample_rate=_whole(said.get("sample_rate"), 10**7),
        is_irregular=said.get("is_irregular") is True,
    )


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ChildFailed
    return value


def _word(value: object, pattern: re.Pattern[str] = _WORD) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ChildFailed
    return value


def _whole(value: object, most: int) -> int:
    if not isinstance(value, int) or not 0 <= value <= most:
        raise ChildFailed
    return value


def _number(value: object, most: int) -> float:
    if not isinstance(value, float) or not math.isfinite(value) or not 0 <= value <= most:
        raise ChildFailed
    return value
