"""Beside Debian's faketime: under a clock that it has moved, every `time.sleep` is refused (EINVAL), since it takes the
monotonic instant that Python sleeps until for one of the moved clock. Waiting with a timeout it leaves alone."""

import select
import time
from typing import SupportsIndex


def _sleep(seconds: float | SupportsIndex) -> None:
    select.select([], [], [], float(seconds))


time.sleep = _sleep
