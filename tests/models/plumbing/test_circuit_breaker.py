"""A server that is away is waited for once, and then left alone for a while."""

import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from models.plumbing import circuit_breaker
from models.plumbing.circuit_breaker import PAUSE_SECONDS, CircuitBreaker, Paused

TIMEOUT = 0.1


class Silence(Exception):
    """What the client of a server raises when nobody answers."""


@pytest.fixture
def breaker() -> CircuitBreaker:
    return CircuitBreaker("test", threads=2, is_silence=lambda error: isinstance(error, Silence))


@pytest.fixture
def monotonic(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    clock = SimpleNamespace(at=time.monotonic())
    monkeypatch.setattr(circuit_breaker, "time", SimpleNamespace(monotonic=lambda: clock.at))
    return clock


@pytest.fixture
def released() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def fail(error: Exception) -> None:
    raise error


def test_an_answer_is_returned(breaker: CircuitBreaker) -> None:
    assert breaker.call(divmod, 7, 2, timeout=TIMEOUT) == (3, 1)


def test_who_waits_too_long_gets_a_timeout_and_the_next_do_not_wait(
    breaker: CircuitBreaker, released: threading.Event
) -> None:
    with pytest.raises(TimeoutError):
        breaker.call(released.wait, timeout=TIMEOUT)
    began = time.monotonic()
    with pytest.raises(Paused):
        breaker.call(released.wait, timeout=TIMEOUT)
    assert time.monotonic() - began < TIMEOUT


@pytest.mark.parametrize(("seconds", "is_called"), [(0, False), (PAUSE_SECONDS - 0.01, False), (PAUSE_SECONDS, True)])
def test_after_a_silence_nothing_is_called_until_the_pause_is_over(
    breaker: CircuitBreaker, monotonic: SimpleNamespace, seconds: float, is_called: bool
) -> None:
    with pytest.raises(Silence):
        breaker.call(fail, Silence(), timeout=TIMEOUT)
    monotonic.at += seconds
    if is_called:
        assert breaker.call(divmod, 7, 2, timeout=TIMEOUT) == (3, 1)
    else:
        with pytest.raises(Paused):
            breaker.call(divmod, 7, 2, timeout=TIMEOUT)


def test_an_error_that_is_an_answer_pauses_nothing(breaker: CircuitBreaker) -> None:
    for _ in range(2):
        with pytest.raises(KeyError):
            breaker.call(fail, KeyError(), timeout=TIMEOUT)
