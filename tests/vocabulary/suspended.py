"""A machine that was suspended."""

import time

import pytest


def suspend(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """As if the machine had just been suspended for so long: what counts the time of running did not go on."""
    real = time.clock_gettime

    def after(clock: int) -> float:
        return real(clock) + (seconds if clock == time.CLOCK_BOOTTIME else 0)

    monkeypatch.setattr(time, "clock_gettime", after)
