"""A picture or a sound that nobody decodes is told, and one that is announced but empty is not (contract 8.78)."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.recordings.inside import inspecting
from tests.corpus.films import Film, write
from tests.corpus.films_of_phones import cover
from tests.corpus.patches import Change, replaced

SMALL = Film("mov", seconds=1, size=(64, 48), rate=10)
MKV = replace(SMALL, container="matroska")


def silent(container: Any) -> list[Any]:
    """A microphone that was off all the time."""
    container.add_stream("aac", rate=48000)
    return []


FILMS: dict[str, tuple[Film, list[Change], str]] = {
    "a film": (SMALL, [], ""),
    "a picture alone": (replace(SMALL, sound=None), [], ""),
    "a sound alone": (replace(SMALL, picture=None), [], ""),
    "a sound with a cover": (replace(SMALL, container="mp4", picture=None, more=cover), [], ""),
    "a sound without content": (replace(MKV, sound=None, more=silent), [], ""),
    "a picture of a studio's camera": (SMALL, [replaced(b"avc1", b"brxq")], "picture"),
    "a picture in MKV that nobody knows": (
        replace(MKV, picture="libx265", sound="ac3"),
        [replaced(b"V_MPEGH/ISO/HEVC", b"V_MPEGI/ISO/XXXX")],
        "picture",
    ),
    "a picture whose frames cannot be decoded": (
        replace(SMALL, picture="prores_ks", pixels="yuv422p10le"),
        [replaced(b"apch", b"aprn")],
        "picture",
    ),
    "a sound of new televisions": (replace(SMALL, sound="pcm_s16le"), [replaced(b"sowt", b"ac-4")], "sound"),
    "a sound in MKV that nobody knows": (replace(MKV, sound="flac"), [replaced(b"A_FLAC", b"A_XYZW")], "sound"),
}


@pytest.mark.parametrize("kind", FILMS)
def test_what_cannot_be_decoded_is_told_if_there_is_nothing_else_of_its_kind(tmp_path: Path, kind: str) -> None:
    film, changes, lost = FILMS[kind]
    write(tmp_path / "film", film)
    content = (tmp_path / "film").read_bytes()
    for change in changes:
        content = change(content)
    values, _poster = inspecting.inspect(io.BytesIO(content))
    assert values["lost"] == lost
    # So it is prepared, and its owner's page has a place for what is said.
    assert not (lost and values["is_clean"])
