"""A process goes on when its log cannot be written (contract 7.31)."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from models.plumbing.standard_error import MAX_WAITING_LINES
from tests.topology.parts import ROOT

LOGGING = f"""
import logging
from models.plumbing import logs
logs.set_up("web")
for number in range({MAX_WAITING_LINES + 5000}):
    logging.getLogger("tests").info("a line", extra={{"number": number}})
print("went on")
"""


@contextmanager
def full_disk() -> Iterator[int]:
    with open("/dev/full", "wb") as file:  # noqa: PTH123 (a device)
        yield file.fileno()


@contextmanager
def unread_pipe() -> Iterator[int]:
    """Its reader has stopped reading, as a stopped terminal or log collector does."""
    reader, writer = os.pipe()
    yield writer
    os.close(writer)
    os.close(reader)


@contextmanager
def broken_pipe() -> Iterator[int]:
    reader, writer = os.pipe()
    os.close(reader)
    yield writer
    os.close(writer)


@pytest.mark.parametrize("output", [full_disk, unread_pipe, broken_pipe])
def test_a_process_goes_on_and_ends_well(output: Callable[[], AbstractContextManager[int]]) -> None:
    with output() as number:
        done = subprocess.run(
            [sys.executable, "-c", LOGGING], cwd=ROOT, stdout=subprocess.PIPE, stderr=number, timeout=60, check=False
        )
    assert (done.returncode, done.stdout) == (0, b"went on\n")


def test_every_line_is_written_before_the_process_ends() -> None:
    few = LOGGING.replace(str(MAX_WAITING_LINES + 5000), "500")
    done = subprocess.run([sys.executable, "-c", few], cwd=ROOT, capture_output=True, text=True, check=True)
    lines = done.stderr.splitlines()
    assert len(lines) == 500
    assert '"number": 499' in lines[-1]
