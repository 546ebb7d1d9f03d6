"""A recording that is added without a title gets one of the name of its file, whatever that is (contract 8.42)."""

import os
from pathlib import Path

import pytest

from tests.vocabulary.site import Site
from tests.web.cli.conftest import Run

TITLES = {
    b"Board_meeting.mp4": "Board meeting",
    "Réunion.mp4".encode(): "Réunion",
    "Réunion.mp4".encode("latin-1"): "Réunion",
    b"one\ntwo.mp4": "one two",
    b"bell\x07.mp4": "Recording",
    "😀.mp4".encode(): "Recording",
    b"__.mp4": "Recording",
}


@pytest.mark.parametrize("name", TITLES)
def test_any_name_of_a_file_gives_a_title(site: Site, run: Run, clip: Path, tmp_path: Path, name: bytes) -> None:
    file = tmp_path / os.fsdecode(name)
    file.write_bytes(clip.read_bytes())
    added = run("media", "add", file, "--owner", site.maker.user().email, "--json").document
    assert added["title"] == TITLES[name]


def test_a_title_that_was_typed_is_judged(site: Site, run: Run, clip: Path) -> None:
    owner = site.maker.user().email
    assert run("media", "add", clip, "--owner", owner, "--title", "😀").refused() == "Enter a title"
