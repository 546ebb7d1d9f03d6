"""How much the child process that reads a stranger's file may use. Parent and child read it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """`memory` is in bytes of address space, and `answer_bytes` is the most that may be written. A child is killed
    after `seconds`, and after it has computed for `cpu_seconds` (facts 70)."""

    memory: int = 1024**3
    cpu_seconds: int = 20
    # A long film on a slow disk is read to its end.
    seconds: int = 240
    answer_bytes: int = 8 * 1024**2


# nginx waits 30 s for the answer to a picture or captions file. Waiting for a turn may take half of it.
QUICK = Limits(cpu_seconds=10, seconds=14)
