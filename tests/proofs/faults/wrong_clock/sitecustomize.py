"""Python imports this file when a process with a wrong clock starts. It makes `time.sleep` work there.

Python's own sleep ends at an instant of the monotonic clock. faketime takes that for an instant of the clock that it
has moved, and the call fails (EINVAL). It does not change a timeout of `select`.
"""

import select
import time
from typing import SupportsIndex


def _sleep(seconds: float | SupportsIndex) -> None:
    select.select([], [], [], float(seconds))


time.sleep = _sleep
