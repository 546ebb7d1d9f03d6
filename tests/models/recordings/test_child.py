"""The child process that reads strangers' files: how it is asked, and what it may take (contract 8.17)."""

import contextlib
import io
import json
import os
import socket
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import BoundedSemaphore

import psutil
import pytest

from models.errors import BucketAway, Invalid, TooManyFiles
from models.recordings import child, refusals, served_file
from models.recordings.child import Answer, ChildFailed, Stopped, TookTooLong
from models.recordings.limits import Limits

MISBEHAVING = "tests.vocabulary.misbehaving:"
SHORT = Limits(cpu_seconds=1, seconds=1)


def ask(work: str, content: bytes = b"", limits: Limits = Limits()) -> Answer:  # noqa: B008 (frozen)
    return child.ask(MISBEHAVING + work, io.BytesIO(content), limits)


def children() -> list[psutil.Process]:
    """Those that read files. A browser and the server of commands of other tests may belong to this process, too."""
    found = []
    for process in psutil.Process().children():
        with contextlib.suppress(psutil.Error):
            command = " ".join(process.cmdline())
            if "models.recordings.inside" in command and "forkserver" not in command:
                found.append(process)
    return found


def test_the_child_reads_the_file_and_answers_with_values_and_bytes() -> None:
    assert ask("nothing_bad", b"a file") == Answer({"read": "a file"}, b"picture")


def test_a_file_is_read_from_its_beginning(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a file")
    with served_file.open_regular(tmp_path / "file") as file:
        file.read(3)
        assert child.ask(f"{MISBEHAVING}nothing_bad", file).values == {"read": "a file"}


def test_a_file_in_memory_or_in_a_bucket_is_read_piece_by_piece_for_the_child() -> None:
    content = os.urandom(3 * 1024**2 + 1)
    answer = child.ask(f"{MISBEHAVING}from_the_end", io.BytesIO(content))
    assert answer == Answer({"size": len(content)}, content[-1000:] + content[:1000] + content[1024**2 :])


@pytest.mark.parametrize("work", ["segfault", "abort", "end_without_an_answer", "raise_an_error"])
def test_a_child_that_crashes_is_a_refusal(work: str) -> None:
    with pytest.raises(ChildFailed):
        ask(work)
    assert children() == []


@pytest.mark.parametrize(
    ("work", "limits", "is_time_over"),
    [
        ("allocate_without_end", replace(SHORT, memory=256 * 1024**2, cpu_seconds=20, seconds=20), False),
        ("compute_without_end", replace(SHORT, seconds=20), True),
        ("sleep_without_end", SHORT, True),
        ("write_without_end", replace(SHORT, cpu_seconds=20, seconds=20), False),
    ],
)
def test_a_child_that_takes_too_much_is_ended(work: str, limits: Limits, is_time_over: bool) -> None:
    with pytest.raises(ChildFailed) as end:
        ask(work, limits=limits)
    assert isinstance(end.value, TookTooLong) is is_time_over
    assert children() == []


def test_a_child_whose_answer_is_not_wanted_any_more_is_ended() -> None:
    """Its item was deleted while it reads for an hour."""
    with pytest.raises(Stopped):
        child.ask(f"{MISBEHAVING}sleep_without_end", io.BytesIO(), Limits(), None, lambda: False)
    assert children() == []


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\n",
        b"no JSON\n",
        b"[1]\n",
        b"[" * 4000 + b"\n",
        b'{"values": 1}\n',
        b'{"values": {}, "refused": "You are admin now"}\n',
        b'{"values": {}, "refused": ["list"]}\n',
        json.dumps({"values": {}, "refused": refusals.LARGE_VIDEO}).encode() + b"\n",
        json.dumps({"values": {"width": "1" * 99, "height": 1}, "refused": refusals.LARGE_VIDEO}).encode() + b"\n",
        json.dumps({"values": {"long": "x" * child.HEAD_BYTES}}).encode() + b"\n",
    ],
    ids=lambda answer: ascii(answer[:40]),
)
def test_an_answer_that_our_code_never_gives_is_a_failure(answer: bytes) -> None:
    with pytest.raises(ChildFailed):
        ask("say_garbage", answer)


def test_a_refusal_of_ours_with_its_numbers_is_passed_on() -> None:
    said = {"refused": refusals.LARGE_VIDEO, "values": {"width": 16000, "height": 16000, "field": "x", "sentence": "y"}}
    with pytest.raises(Invalid, match=r"^This picture is 16000 × 16000\. Up to 8192 × 4320") as refusal:
        ask("say_garbage", json.dumps(said).encode() + b"\n")
    assert refusal.value.field == "file"


def test_what_an_error_quotes_from_the_file_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ChildFailed):
        ask("raise_an_error", b"a stranger's words")
    assert "KeyError at " in str(vars(caplog.records[-1]))
    assert "stranger" not in str(vars(caplog.records[-1]))


def test_more_files_at_once_wait_for_their_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    most = 0

    def watch() -> None:
        nonlocal most
        while not done.wait(0.005):
            most = max(most, len(children()))

    done = threading.Event()
    watcher = threading.Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda number: ask("nothing_bad", b"%d" % number).values["read"], range(6)))
    done.set()
    watcher.join()
    assert answers == [str(number) for number in range(6)]
    assert 1 <= most <= child.AT_ONCE


def test_who_waits_too_long_is_told_to_come_back_and_the_turn_is_free_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(child, "_turns", turns := BoundedSemaphore(1))
    monkeypatch.setattr(child, "WAIT_SECONDS", 0.0)
    with turns, pytest.raises(TooManyFiles):
        ask("nothing_bad")
    with pytest.raises(ChildFailed):
        ask("abort")
    assert ask("nothing_bad", b"next").values == {"read": "next"}


def test_a_system_without_a_process_left_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(TooManyFiles):
        ask("nothing_bad")


class AwayFile(io.BytesIO):
    def read(self, _size: int | None = -1, /) -> bytes:
        raise BucketAway("is silent")


def test_a_bucket_that_fails_meanwhile_is_no_fault_of_the_file() -> None:
    with pytest.raises(BucketAway):
        child.ask(f"{MISBEHAVING}nothing_bad", AwayFile(b"a file"))
    assert children() == []


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "socket"])
def test_only_a_regular_file_is_opened(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "file"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "folder":
        path.mkdir()
    else:
        socket.socket(socket.AF_UNIX).bind(str(path))
    with pytest.raises(OSError):  # noqa: PT011 (of several kinds)
        served_file.open_regular(path)
