"""The film of a new demo is drawn by a process of its own, which leaves nothing behind."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import psutil
import pytest

from web.cli.demo.film import DAY
from web.cli.tree import forking
from web.cli.tree.drawing_ahead import drawing_film

pytestmark = [
    pytest.mark.skipif(not forking.IS_USED, reason="parts are programs on this system"),
    # From 3.12 on, Python warns of threads of the test runner, which the copy does not need.
    pytest.mark.filterwarnings("ignore:This process"),
]


@pytest.fixture
def options(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """Of a new data folder. Fails if a process or a file is left."""
    before = psutil.Process().children()
    yield {"pass_fds": [], "env": {**os.environ, "GUESTLINK_DATA": str(tmp_path)}}
    assert psutil.Process().children() == before
    assert [path.name for path in tmp_path.iterdir() if path.name not in {"media", "came.mp4"}] == ["var"]


def test_the_film_comes_through_the_pipe(options: dict[str, Any], tmp_path: Path) -> None:
    came = tmp_path / "came.mp4"
    with drawing_film(options) as pipe:
        assert pipe is not None
        with os.fdopen(os.dup(pipe), "rb") as reader:
            came.write_bytes(reader.read())
    with av.open(str(came)) as film:
        assert film.streams.video[0].frames == DAY.seconds * DAY.rate


def test_it_ends_when_nobody_wants_the_film(options: dict[str, Any]) -> None:
    """The site could not be prepared."""
    with drawing_film(options):
        pass


def test_nothing_is_drawn_for_a_data_folder_that_was_used_before(options: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    before = psutil.Process().children()
    with drawing_film(options) as pipe:
        assert pipe is None
        assert psutil.Process().children() == before
