"""What the child process does: it reads the file of standard input and answers on standard output.

The answer is one line of JSON, and after it the bytes of a picture if there is one.
"""

import importlib
import io
import json
import os
import stat
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from models.errors import Invalid
from models.recordings.inside.confinement import confine
from models.recordings.limits import Limits
from models.recordings.served_file import PIECE_BYTES, ServedFile

Values = dict[str, object]
Read = Callable[..., tuple[Values, bytes]]
Make = Callable[[BinaryIO, io.FileIO, Any], Values]


def answer(order: str) -> None:
    head, content = _outcome(**json.loads(order))
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + content)
    sys.stdout.flush()


def _outcome(
    *, work: str, size: int, parent: int, limits: dict[str, int], output: int | None = None, order: Any = None
) -> tuple[Values, bytes]:
    try:
        module, _, function = work.partition(":")
        do = getattr(importlib.import_module(module), function)
        file = _given_file(size)
        confine(Limits(**limits), parent)
        if output is not None:
            return {"values": cast(Make, do)(file, io.FileIO(output, "r+", closefd=False), order)}, b""
        values, content = cast(Read, do)(file) if order is None else cast(Read, do)(file, order)
        return {"values": values}, content
    except Invalid as refusal:
        return {"refused": refusal.sentence, "values": refusal.values}, b""
    except Exception as error:  # noqa: BLE001 (the parent logs any error and refuses the file)
        return {"failed": _description(error)}, b""


def _given_file(size: int) -> BinaryIO:
    if stat.S_ISSOCK(os.fstat(0).st_mode):
        return cast(BinaryIO, io.BufferedReader(ServedFile(0, size), PIECE_BYTES))
    return os.fdopen(0, "rb", closefd=False)


def _description(error: BaseException) -> str:
    """Without the text of the error, which may quote the file."""
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    return f"{type(error).__name__} at {place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else ""
