"""Reads a captions file in lines: WebVTT, SubRip or SBV (contract 8.60)."""

from typing import BinaryIO

from models.recordings.caption_report import Fault
from models.recordings.inside import caption_encodings, caption_lines


def read(file: BinaryIO, language: str) -> tuple[dict[str, object], bytes]:
    """What was read, and the captions as WebVTT. Without any caption that is empty. Raises Invalid."""
    text = caption_encodings.decoded(file.read(), language)
    reading = caption_lines.read(text)
    reading.faults += [(cue.line, Fault.CHARACTERS) for cue in reading.cues if "\ufffd" in cue.text]
    return reading.values(), reading.webvtt()
