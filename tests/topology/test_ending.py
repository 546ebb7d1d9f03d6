"""When the topology ends, in whatever way, it leaves no process and no folder."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.topology.parts import ROOT
from tests.topology.servers import clean_environment
from tests.vocabulary.waiting import wait_until

COMMAND = [sys.executable, "-m", "tests.topology", "--broker", "redis", "--webs", "1", "--workers", "1", "--beats", "1"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left(number: int, tmp_path: Path) -> None:
    log = tmp_path / "out"
    with log.open("w") as output:
        command = subprocess.Popen(COMMAND, cwd=ROOT, env=clean_environment(), stdout=output, stderr=output)
    wait_until("it runs", lambda: "GUESTLINK_ACCEL" in log.read_text() or command.poll() is not None, 200)
    pids = [int(pid) for pid in re.findall(r"^  \S+ +(\d+)$", log.read_text(), re.MULTILINE)]
    # PostgreSQL, two Redis, nginx, web, worker, media worker and beat.
    assert len(pids) == 8, log.read_text()
    processes = [
        child for pid in pids for child in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True))
    ]
    folder = Path(re.findall(r"\((/\S+) is removed with it\)", log.read_text())[0])
    os.kill(command.pid, number)
    assert command.wait(60) == (-9 if number == signal.SIGKILL else 0)
    wait_until("every process is gone", lambda: not any(process.is_running() for process in processes), 60)
    wait_until("its folder is gone", lambda: not folder.exists(), 60)
