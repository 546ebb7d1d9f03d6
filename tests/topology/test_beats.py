"""Beats that look at one queue at one moment, over Redis, whose queues have no bound of their own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import redis

from models.upkeep.chores import CHORES
from tests.topology import servers
from tests.topology.parts import ROOT
from tests.vocabulary.waiting import listens, wait_until

BEATS = 4
TIMES = 15
# Each begins when the list `go` has something for it, so that all look at once.
BEAT = f"""
import os, redis
from celery.beat import Scheduler
from tasks.app import app
from tasks.beat import OneWaiting
scheduler = {{}}(app=app, lazy=True)
scheduler.setup_schedule()
clock = redis.Redis.from_url(os.environ["GUESTLINK_BROKER_URL"])
clock.rpush("ready", 1)
clock.blpop("go", 60)
for _ in range({TIMES}):
    for entry in list(scheduler.schedule.values()):
        scheduler.apply_async(entry, advance=False)
"""


@pytest.fixture
def client(begin: Callable[[servers.Server], servers.Server], tmp_path: Path) -> redis.Redis:
    port = begin(servers.redis(tmp_path)).port
    wait_until("Redis listens", lambda: listens(port))
    return redis.Redis(port=port)


def most_waiting(client: redis.Redis, scheduler: str) -> int:
    """In any periodic task's queue, when so many beats have asked for everything so often, all at once."""
    port = client.connection_pool.connection_kwargs["port"]
    environment = os.environ | {"GUESTLINK_BROKER_URL": f"redis://127.0.0.1:{port}/0", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", BEAT.format(scheduler)]
    beats = [subprocess.Popen(command, env=environment, cwd=ROOT) for _ in range(BEATS)]
    wait_until("all are ready", lambda: client.llen("ready") == BEATS)
    client.rpush("go", *range(BEATS))
    assert [beat.wait(120) for beat in beats] == [0] * BEATS
    return max(int(client.llen(name)) for name in CHORES)


def test_beats_that_look_at_one_moment_leave_one_message(client: redis.Redis) -> None:
    assert most_waiting(client, "OneWaiting") == 1


def test_celerys_own_would_leave_one_for_each_time(client: redis.Redis) -> None:
    """So that the test above is known to be able to fail."""
    assert most_waiting(client, "Scheduler") == BEATS * TIMES
