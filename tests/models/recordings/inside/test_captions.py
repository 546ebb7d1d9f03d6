"""What is read of captions files in lines, and in TTML (contract 8.60)."""

import io

import pytest

from models.recordings.inside import captions, ttml
from tests.vocabulary import caption_files, ttml_files
from tests.vocabulary.caption_files import compact

FORMATS = {**caption_files.FORMATS, "TTML": ttml_files.TTML}
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
