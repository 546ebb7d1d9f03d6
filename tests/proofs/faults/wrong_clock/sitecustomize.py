"""Python imports this at its start, in processes with a wrong clock. It makes `time.sleep` work there.

Python sleeps until an instant of the monotonic clock. faketime takes it for an instant of the clock that it has moved,
and the call fails (EINVAL). It leaves `select` with a timeout alone.
"""

import select
import time
from typing import SupportsIndex


def _sleep(seconds: float | SupportsIndex) -> None:
    select.select([], [], [], float(seconds))


time.sleep = _sleep
