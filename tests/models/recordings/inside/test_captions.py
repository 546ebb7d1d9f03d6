"""What is read of captions files in lines, and in TTML (contract 6.32, 8.60)."""

import io

import pytest

from models.recordings.inside import captions, ttml
from tests.vocabulary import caption_files, ttml_files
from tests.vocabulary.caption_files import compact
from tests.vocabulary.numbers_in_captions import NUMBERS_AND_ARROWS

FORMATS = {**caption_files.FORMATS, "numbers": NUMBERS_AND_ARROWS, "TTML": ttml_files.TTML}
FILES = [(kind, name) for kind, files in FORMATS.items() for name in files]


@pytest.mark.parametrize(("kind", "name"), FILES)
def test_what_is_read_of_each_file(kind: str, name: str) -> None:
    given = FORMATS[kind][name]
    read = ttml.read if kind == "TTML" else captions.read
    values, kept = read(io.BytesIO(given.text.encode()), "en")
    faults = [(line, str(fault)) for line, fault in given.faults]
    assert (compact(kept), values["faults"], values["more"]) == (given.captions, faults, 0)
    assert values["count"] == len(given.captions)


def test_there_are_many_files() -> None:
    assert len(FILES) >= 100


PIECES = (
    "<",
    "<a ",
    "&",
    "{\\",
    "-->",
    "--> ",
    "1:",
    " ",
    "\n",
    "a\n\n",
    "a\n",
    "<c.a.a",
    "<br/>",
    "\xe9",
    "\u2028",
    "NOTE ",
)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "start", ["", "WEBVTT\n\n", "1\n00:00:01,000 --> 00:00:02,000\n", "<tt><body><p begin='1s' end='2s'>"]
)
def test_a_long_text_is_read_whatever_it_repeats(start: str) -> None:
    """A pattern that begins anew at each letter would take minutes, and the test would be ended."""
    read = ttml.read if start.startswith("<tt") else captions.read
    for piece in PIECES:
        read(io.BytesIO((start + piece * (200_000 // len(piece))).encode()), "en")
