"""Several beats that look at one queue at the same moment, over Redis, whose queues have no limit."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS
from tests.topology import servers
from tests.topology.parts import ROOT
from tests.vocabulary.waiting import listens, wait_until

BEATS = 4
TIMES = 15
# Each beat waits for an item of the list `go`, so that all of them start at the same moment.
BEAT = f"""
import os, redis
from celery.beat import Scheduler
from tasks.app import app
from tasks.beat import OneMessageScheduler
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
def client(start_server: servers.StartServer, tmp_path: Path) -> redis.Redis:
    port = start_server(servers.redis(tmp_path)).port
    wait_until("Redis listens", lambda: listens(port))
    return redis.Redis(port=port)


def most_waiting(client: redis.Redis, scheduler: str) -> int:
    """The largest number of messages in the queue of a task, after all beats have sent every task TIMES times."""
    port = client.connection_pool.connection_kwargs["port"]
    environment = os.environ | {"GUESTLINK_BROKER_URL": f"redis://127.0.0.1:{port}/0", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", BEAT.format(scheduler)]
    beats = [subprocess.Popen(command, env=environment, cwd=ROOT) for _ in range(BEATS)]
    wait_until("all are ready", lambda: client.llen("ready") == BEATS)
    client.rpush("go", *range(BEATS))
    assert [beat.wait(120) for beat in beats] == [0] * BEATS
    return max(int(client.llen(name)) for name in MAINTENANCE_TASKS)


def test_beats_that_look_at_the_same_moment_leave_one_message(client: redis.Redis) -> None:
    assert most_waiting(client, "OneMessageScheduler") == 1


def test_celerys_own_scheduler_would_leave_one_message_each_time(client: redis.Redis) -> None:
    """Shows that the test above can fail."""
    assert most_waiting(client, "Scheduler") == BEATS * TIMES
