"""The counts of the throttle in Redis, and how little a page loses when Redis is gone, silent or empty."""

import signal
import time
from pathlib import Path

import pytest
import redis
from limits import RateLimitItemPerMinute

from tests.topology import servers
from tests.topology.parts import Supervisor
from tests.vocabulary.waiting import listens, wait_until
from web.requests import counting
from web.requests.counting import Counts, shared_counts

LIMIT = RateLimitItemPerMinute(3)
# The limit is PATIENCE_SECONDS; half a second more for a slow machine.
BEARABLE = counting.PATIENCE_SECONDS + 0.5


@pytest.fixture
def server(start_server: servers.StartServer, tmp_path: Path) -> servers.Server:
    redis_server = start_server(servers.redis(tmp_path))
    wait_until("Redis listens", lambda: listens(redis_server.port))
    return redis_server


@pytest.fixture
def address(server: servers.Server) -> str:
    return f"redis://127.0.0.1:{server.port}/0"


def hits(counts: Counts, times: int) -> list[bool]:
    return [counts.hit(LIMIT, "key") for _ in range(times)]


def worst(counts: Counts, times: int = 5) -> float:
    """The time of the slowest check, in seconds."""
    slowest = 0.0
    for _ in range(times):
        began = time.monotonic()
        counts.test(LIMIT, "another key")
        slowest = max(slowest, time.monotonic() - began)
    return slowest


def test_two_processes_count_together(address: str) -> None:
    one, other = shared_counts(address), shared_counts(address)
    assert hits(one, 2) == [True, True]
    assert hits(other, 2) == [True, False]
    assert not one.test(LIMIT, "key")
    assert one.test(LIMIT, "another key")


def test_a_dead_redis_is_waited_for_once_and_the_process_counts_itself(address: str, supervisor: Supervisor) -> None:
    counts = shared_counts(address)
    assert hits(counts, 2) == [True, True]
    supervisor.stop("redis", kill=True)
    assert worst(counts) < BEARABLE
    assert hits(counts, 2) == [True, False]
    supervisor.start("redis")
    wait_until("it counts again", lambda: _counts_in_redis(address, counts))
    assert not counts.test(LIMIT, "key"), "the process remembers its own counts"


def _counts_in_redis(address: str, counts: Counts) -> bool:
    """Whether a new hit arrives there."""
    counts.hit(RateLimitItemPerMinute(1000), "another key")
    try:
        return bool(redis.Redis.from_url(address).keys())
    except redis.ConnectionError:
        return False


@pytest.mark.parametrize("connected", [True, False])
def test_redis_that_is_silent_is_waited_for_once(address: str, supervisor: Supervisor, connected: bool) -> None:
    counts = shared_counts(address)
    if connected:
        assert hits(counts, 1) == [True]
    supervisor.parts["redis"].signal(signal.SIGSTOP)
    try:
        assert worst(counts) < BEARABLE
        began = time.monotonic()
        assert hits(counts, 4)[-1] is False
        assert time.monotonic() - began < BEARABLE
    finally:
        supervisor.parts["redis"].signal(signal.SIGCONT)


def test_a_name_server_that_is_silent_is_waited_for_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """No timeout of a socket bounds the look-up of a name."""
    monkeypatch.setattr("socket.getaddrinfo", lambda *_args, **_rest: time.sleep(3))
    assert worst(shared_counts("redis://nowhere.invalid:6379/0"), 2) < BEARABLE


def test_an_emptied_redis_forgives_nobody(address: str) -> None:
    counts = shared_counts(address)
    assert hits(counts, 4) == [True] * 3 + [False]
    redis.Redis.from_url(address).flushall()
    assert hits(counts, 1) == [False]


def test_what_is_cleared_is_forgotten_and_nothing_else(address: str) -> None:
    counts, fresh = shared_counts(address), shared_counts(address)
    assert hits(counts, 4)[-1] is False
    counts.hit(LIMIT, "another key")
    counts.clear(LIMIT, "key")
    assert hits(counts, 4) == [True] * 3 + [False]
    counts.clear(LIMIT, "key")
    assert hits(fresh, 3) == [True] * 3
    assert [fresh.hit(LIMIT, "another key") for _ in range(3)] == [True, True, False]


def test_a_dead_redis_does_not_stop_the_clearing(address: str, supervisor: Supervisor) -> None:
    counts = shared_counts(address)
    hits(counts, 4)
    supervisor.stop("redis", kill=True)
    counts.clear(LIMIT, "key")
    assert hits(counts, 4) == [True] * 3 + [False]
