"""Real worker processes on PostgreSQL: two at once, and one that hangs until another has taken over (contract 5.39)."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import select

from models.config.settings import settings
from models.media.preparing import MediaState
from models.plumbing import database
from models.tables import MediaFile
from models.workflows.leasing import LONG_LEASE
from tests.models.workflows import recordings
from tests.vocabulary import acts
from tests.vocabulary.long_film import write_long_film
from tests.vocabulary.maker import Maker
from tests.vocabulary.waiting import wait_until

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(900),
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]

# Other tests on this machine could leave a child of the lowest priority no time for minutes.
WORKER = """
import time
from models.recordings import limits
from models.upkeep import running
limits.LOWEST_PRIORITY = 0
while True:
    running.sweep_all()
    time.sleep(0.5)
"""
ORDER = re.compile(r"\{.*\}")


@pytest.fixture
def workers() -> Iterator[list["subprocess.Popen[bytes]"]]:
    started = [subprocess.Popen([sys.executable, "-c", WORKER], cwd=Path(__file__).parents[3]) for _ in range(2)]
    yield started
    for worker in started:
        worker.send_signal(signal.SIGCONT)
        worker.kill()
        worker.wait()


def encoding(workers: list["subprocess.Popen[bytes]"]) -> list[tuple[int, int]]:
    """The number of the piece that is being made, and the worker, for each encoder at work."""
    found = []
    for worker in workers:
        for child in psutil.Process(worker.pid).children():
            try:
                order = ORDER.search(" ".join(child.cmdline()))
                said = json.loads(order[0]) if order else {}
            except (psutil.Error, ValueError):
                continue
            if "encode_picture" in str(said.get("work")):
                found.append((said["order"]["piece"]["number"], worker.pid))
    return found


def ready(maker: Maker, *media_ids: int) -> bool:
    return all(recordings.state(maker, media_id).state == MediaState.READY for media_id in media_ids)


def playable(maker: Maker) -> list[int]:
    with database.reading(maker.bind) as db:
        return sorted(db.scalars(select(MediaFile.media_id).where(MediaFile.role == "video")))


def test_two_workers_prepare_two_recordings_once_each(
    maker: Maker, tmp_path: Path, workers: list["subprocess.Popen[bytes]"]
) -> None:
    first, second = (write_long_film(tmp_path / f"{name}.avi", seconds=120) for name in "ab")
    ids = [recordings.add(maker, first)]
    # Otherwise one of the two may find both due at once, and prepare them in turn.
    wait_until("somebody is at work", lambda: encoding(workers), 180)
    ids.append(recordings.add(maker, second))
    seen: set[str] = set()
    at_once = 0

    def look() -> bool:
        nonlocal at_once
        seen.update(str(path) for path in (settings().media_folder / "preparing").glob("*/picture-*.part"))
        at_once = max(at_once, len({worker for _, worker in encoding(workers)}))
        return ready(maker, *ids)

    wait_until("both are ready", look, 600)
    # Two pieces of each film, and each is begun once.
    assert len(seen) == 4
    assert at_once == 2
    assert playable(maker) == ids
    assert {step.deaths + step.failures for each in acts.workflows(maker) for step in each.steps} == {0}


def test_a_worker_that_hangs_is_replaced_and_records_nothing_when_it_wakes_up(
    maker: Maker, tmp_path: Path, workers: list["subprocess.Popen[bytes]"]
) -> None:
    media_id = recordings.add(maker, write_long_film(tmp_path / "film.avi", seconds=121))
    [(_, pid)] = wait_until("somebody is at work", lambda: encoding(workers), 180)
    os.kill(pid, signal.SIGSTOP)
    stopped = time.monotonic()
    others = [worker for worker in workers if worker.pid != pid]
    wait_until("another one takes over", lambda: encoding(others), 180)
    assert time.monotonic() - stopped > LONG_LEASE.total_seconds() - 10.0
    os.kill(pid, signal.SIGCONT)
    wait_until("it is ready", lambda: ready(maker, media_id), 600)
    assert playable(maker) == [media_id]
    kept = [path for path in settings().media_folder.iterdir() if path.is_file() and path.suffix != ".jpg"]
    assert sorted(path.suffix for path in kept) == [".avi", ".mp4"]
    wait_until("the folder is gone", lambda: not (settings().media_folder / "preparing" / str(media_id)).exists(), 60)
