import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from limits import RateLimitItem, RateLimitItemPerMinute, RateLimitItemPerSecond

from web.requests.own_counts import OwnCounts

LIMIT = RateLimitItemPerMinute(3)


class Watch:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def counts(watch: Watch) -> OwnCounts:
    return OwnCounts(watch)


def hits(counts: OwnCounts, times: int, key: str = "key", limit: RateLimitItem = LIMIT) -> list[bool]:
    return [counts.hit(limit, key) for _ in range(times)]


def test_each_try_counts_for_one_window(counts: OwnCounts, watch: Watch) -> None:
    assert hits(counts, 2) == [True, True]
    watch.now += 30
    assert hits(counts, 2) == [True, False]
    watch.now += 30
    assert not counts.test(LIMIT, "key"), "on the dot it still counts"
    assert hits(counts, 1) == [False]
    watch.now += 0.001
    assert counts.test(LIMIT, "key")
    assert hits(counts, 3) == [True, True, False]
    watch.now += 30
    assert hits(counts, 2) == [True, False]


def test_a_refused_try_and_a_question_count_nothing(counts: OwnCounts, watch: Watch) -> None:
    hits(counts, 3)
    watch.now += 59
    assert hits(counts, 5) == [False] * 5
    watch.now += 2
    assert [counts.test(LIMIT, "key") for _ in range(5)] == [True] * 5
    assert hits(counts, 4) == [True, True, True, False]


def test_each_key_and_each_limit_counts_alone(counts: OwnCounts) -> None:
    other = RateLimitItemPerMinute(4)
    assert hits(counts, 4) == [True, True, True, False]
    assert hits(counts, 4, "another") == [True, True, True, False]
    assert hits(counts, 5, limit=other) == [True] * 4 + [False]
    counts.clear(LIMIT, "key")
    counts.clear(LIMIT, "never seen")
    assert hits(counts, 4) == [True, True, True, False]
    assert not counts.test(LIMIT, "another")
    assert not counts.test(other, "key")


def test_old_keys_are_forgotten_and_those_that_count_are_kept(counts: OwnCounts, watch: Watch) -> None:
    for number in range(1000):
        counts.hit(LIMIT, f"old {number}")
    watch.now += 40
    hits(counts, 2, "old 7")
    watch.now += 21
    for number in range(600):
        counts.hit(LIMIT, f"new {number}")
    assert len(counts) == 601
    assert hits(counts, 2, "old 7") == [True, False]
    assert counts.test(LIMIT, "old 8")


def test_a_key_of_a_long_window_is_not_forgotten_early(counts: OwnCounts, watch: Watch) -> None:
    hits(counts, 3)
    for _ in range(100):
        watch.now += 0.5
        hits(counts, 1, "another", RateLimitItemPerSecond(9))
    assert hits(counts, 1) == [False]


def test_threads_cannot_pass_the_limit_together() -> None:
    counts, limit = OwnCounts(), RateLimitItemPerMinute(300)
    before = threading.active_count()
    with ThreadPoolExecutor(8) as threads:
        admitted = sum(sum(done) for done in threads.map(lambda _: hits(counts, 100, limit=limit), range(8)))
    assert admitted == 300
    assert threading.active_count() == before
