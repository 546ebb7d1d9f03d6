"""Making in the child: what it leaves behind when it is stopped, killed or fails, and how much memory it takes."""

import io
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import psutil
import pytest

from models.recordings import limits, making, processes, served_file
from models.recordings.child import ChildFailed, Stopped
from models.recordings.inspected import Inspected
from models.recordings.judging import Judgement, Treatment
from models.recordings.pieces import Piece, pieces_of
from tests.vocabulary.films import Pictures, Tone, heard, shown, times, write
from tests.vocabulary.preparing import inspected_of, judgement_of
from tests.vocabulary.waiting import wait_until

PICTURES, TONE = Pictures(times(10, 2), rate=10, time_base=Fraction(1, 10)), Tone(2)
KNOWN = inspected_of(PICTURES, TONE, 2)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("film") / "film", "matroska", PICTURES, TONE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the pieces of one recording are."""
    (tmp_path / "pieces").mkdir()
    return tmp_path / "pieces"


def make(film: Path, folder: Path, facts: Inspected = KNOWN, judgement: Judgement | None = None) -> making.Made:
    judgement = judgement or judgement_of(facts)
    with served_file.open_regular(film) as original:
        for piece in pieces_of(facts, judgement):
            making.make_piece(original, piece, folder, facts, judgement, going_on=lambda: True)
        return making.join(original, folder, facts, judgement, folder / "whole", going_on=lambda: True)


def test_a_recording_is_made_by_a_child_that_can_open_nothing(film: Path, folder: Path) -> None:
    made = make(film, folder)
    assert (made.content_type, made.ending, made.width, made.height) == ("video/mp4", "mp4", 64, 48)
    assert made.size == (folder / "whole").stat().st_size
    assert made.duration == pytest.approx(2, abs=0.03)
    assert len(shown(folder / "whole")) == 20
    assert len(heard(folder / "whole")) / 48000 == pytest.approx(2, abs=0.03)
    assert {path.name for path in folder.iterdir()} == {"picture-0000.piece", "sound-0000.piece", "whole"}


def test_an_original_in_a_bucket_is_read_piece_by_piece(film: Path, folder: Path) -> None:
    """And its streams are copied: then nothing of it has to lie on this disk."""
    judgement = judgement_of(KNOWN, picture=Treatment.COPY, sound=Treatment.COPY)
    original = io.BytesIO(film.read_bytes())
    making.join(original, folder, KNOWN, judgement, folder / "whole", going_on=lambda: True)
    assert len(shown(folder / "whole")) == 20


@pytest.mark.parametrize("work", ["sleep_with_an_order", "ask_and_never_read"])
def test_the_child_is_killed_when_its_piece_is_not_wanted_any_more(
    folder: Path, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    """It is asked each second, while the child computes and while it reads."""
    monkeypatch.setitem(making.ENCODE, "picture", f"tests.vocabulary.misbehaving:{work}")
    asked: list[float] = []
    film = io.BytesIO(bytes(2 * 1024**2))

    def going_on() -> bool:
        asked.append(time.monotonic())
        return len(asked) < 3

    with pytest.raises(Stopped):
        making.make_piece(film, first_piece(), folder, KNOWN, judgement_of(KNOWN), going_on=going_on)
    assert all(0.9 < later - earlier < 3 for earlier, later in itertools.pairwise(asked))
    assert list(folder.iterdir()) == []
    assert not any(work in str(process.cmdline()) for process in psutil.Process().children())


def test_a_child_that_was_told_to_end_together_with_us_has_not_failed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stop of the site would count as a failure of the recording. The child may have ended before we are told."""
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    monkeypatch.setitem(making.ENCODE, "picture", "tests.vocabulary.misbehaving:segfault_with_an_order")
    film = io.BytesIO(b"film")
    with pytest.raises(Stopped):
        making.make_piece(film, first_piece(), folder, KNOWN, judgement_of(KNOWN), going_on=lambda: not waited)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_of_the_whole_group_is_no_failure_of_the_recording(folder: Path, number: signal.Signals) -> None:
    """Ctrl-C in a terminal and a closed terminal reach the group."""
    with a_worker(folder, f"signal.signal({int(number)}, lambda *_: told.append(1))", start_new_session=True) as worker:
        os.killpg(worker.pid, number)
        assert worker.communicate()[0] == b"stopped"
    assert list(folder.iterdir()) == []


def first_piece() -> Piece:
    return pieces_of(KNOWN, judgement_of(KNOWN))[0]


def test_a_child_that_fails_or_writes_without_end_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for work in ("write_an_order_without_end", "segfault_with_an_order"):
        monkeypatch.setitem(making.ENCODE, "picture", f"tests.vocabulary.misbehaving:{work}")
        few = replace(limits.for_piece(1, 0), answer_bytes=1024**2)
        monkeypatch.setattr(limits, "for_piece", lambda *_of, few=few: few)
        with pytest.raises(ChildFailed):
            making.make_piece(
                io.BytesIO(b"film"), first_piece(), folder, KNOWN, judgement_of(KNOWN), going_on=lambda: True
            )
        assert list(folder.iterdir()) == []


def test_a_piece_of_another_recording_is_not_made(film: Path, folder: Path) -> None:
    other = replace(first_piece(), end=9.0)
    with served_file.open_regular(film) as original, pytest.raises(ValueError, match="another recording"):
        making.make_piece(original, other, folder, KNOWN, judgement_of(KNOWN), going_on=lambda: True)


@contextmanager
def a_worker(folder: Path, first: str = "", **how: Any) -> Iterator["subprocess.Popen[bytes]"]:
    """It has a child that makes a piece. It goes on until it is told otherwise, and says so."""
    program = f"""
import io, signal
from pathlib import Path
from models.recordings import child, making
from models.recordings.pieces import pieces_of
from tests.vocabulary.films import Pictures
from tests.vocabulary.preparing import inspected_of, judgement_of
told = []
{first}
making.ENCODE["picture"] = "tests.vocabulary.misbehaving:sleep_with_an_order"
facts = inspected_of(Pictures([0]), None, 2)
judgement = judgement_of(facts)
piece = pieces_of(facts, judgement)[0]
try:
    making.make_piece(io.BytesIO(b"film"), piece, Path({str(folder)!r}), facts, judgement, going_on=lambda: not told)
except child.Stopped:
    print("stopped", end="")
"""
    with subprocess.Popen([sys.executable, "-c", program], cwd=processes.CODE, stdout=subprocess.PIPE, **how) as worker:
        try:
            wait_until("a child", lambda: psutil.Process(worker.pid).children())
            (maker,) = psutil.Process(worker.pid).children()
            wait_until("it is confined", lambda: maker.nice() == 19)
            yield worker
        finally:
            worker.kill()


def test_a_killed_worker_leaves_no_file_with_a_final_name_and_no_child(folder: Path) -> None:
    with a_worker(folder) as worker:
        (maker,) = psutil.Process(worker.pid).children()
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    wait_until("its end", lambda: not maker.is_running() or maker.status() == psutil.STATUS_ZOMBIE)
    assert [path.suffix for path in folder.iterdir()] == [".part"]


@pytest.mark.long
def test_a_frame_of_4k_with_ten_bits_takes_less_than_600_megabytes(folder: Path) -> None:
    pictures = Pictures(
        times(30, 0.7),
        "libx265",
        3840,
        2160,
        "yuv420p10le",
        options={"preset": "ultrafast", "x265-params": "log-level=error:pools=none:bframes=4:ref=4"},
    )
    film = write(folder / "film", "mp4", pictures)
    facts = inspected_of(pictures, None, 0.7)
    most = 0

    def going_on() -> bool:
        nonlocal most
        for process in psutil.Process().children():
            most = max(most, process.memory_info().rss)
        return True

    judgement = judgement_of(facts)
    with served_file.open_regular(film) as original:
        making.make_piece(original, pieces_of(facts, judgement)[0], folder, facts, judgement, going_on=going_on)
    assert 100 * 1024**2 < most < 600 * 1024**2
