"""For how long ago something was: a clock that nobody sets, and that goes on while the machine is suspended.

`time.monotonic` stands still meanwhile. It is for what a process itself waits for.
"""

import time

# Linux has it. Elsewhere the time of a suspension may be missing.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def seconds() -> float:
    return time.clock_gettime(_CLOCK)


def nanoseconds() -> int:
    return time.clock_gettime_ns(_CLOCK)
