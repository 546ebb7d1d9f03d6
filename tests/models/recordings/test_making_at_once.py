"""Making a piece of a recording: a file with its name is whole, whoever else is at work (contract 8.31)."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from models.recordings import child, making
from models.recordings.child import ChildFailed, Stopped
from models.recordings.judging import judge
from models.recordings.pieces import pieces_of
from tests.vocabulary.without_children import FOUND

INSPECTED = replace(FOUND, duration=2.0)
JUDGEMENT = judge(INSPECTED)
[PIECE] = pieces_of(INSPECTED, JUDGEMENT)


def make(folder: Path, *, goes_on: bool = True) -> None:
    making.make_piece(io.BytesIO(b"film"), PIECE, folder, INSPECTED, JUDGEMENT, going_on=lambda: goes_on)


class Children:
    """Children that write these contents, one after the other. Each does something between its two halves."""

    def __init__(self, *contents: bytes) -> None:
        self.contents = list(contents)
        self.meanwhile: list[Any] = []

    def make(self, _work: str, _file: object, output: io.FileIO, *_: object) -> dict[str, object]:
        content = self.contents.pop(0)
        output.write(content[:2])
        if self.meanwhile:
            self.meanwhile.pop(0)()
        output.write(content[2:])
        return {}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "work"
    made.mkdir()
    return made


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> Children:
    made = Children(b"first", b"second")
    monkeypatch.setattr(child, "make", made.make)
    return made


def test_one_that_hung_does_not_touch_what_its_successor_made(folder: Path, children: Children) -> None:
    children.meanwhile = [lambda: make(folder)]
    with pytest.raises(Stopped):
        make(folder, goes_on=False)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {PIECE.name: b"second"}


def test_one_that_wakes_up_while_its_successor_is_at_work_leaves_that_file_alone(
    folder: Path, children: Children
) -> None:
    hung, awake = Event(), Event()

    def hang() -> None:
        hung.set()
        awake.wait()

    with ThreadPoolExecutor(1) as pool:
        children.meanwhile = [hang]
        first = pool.submit(make, folder, goes_on=False)
        hung.wait()

        def wake_the_first() -> None:
            awake.set()
            assert isinstance(first.exception(), Stopped)

        children.meanwhile = [wake_the_first]
        make(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {PIECE.name: b"second"}


@pytest.mark.parametrize("error", [ChildFailed, Stopped, OSError, KeyboardInterrupt])
def test_nothing_is_left_of_a_piece_that_was_not_made(
    folder: Path, children: Children, error: type[BaseException]
) -> None:
    def fail() -> None:
        raise error

    children.meanwhile = [fail]
    with pytest.raises(error):
        make(folder)
    assert list(folder.iterdir()) == []


def test_what_a_killed_worker_left_goes_when_the_piece_is_made(folder: Path, children: Children) -> None:
    (folder / f"{PIECE.name}.0123456789abcdef.part").write_bytes(b"half")
    children.meanwhile = [lambda: None]
    make(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {PIECE.name: b"first"}
