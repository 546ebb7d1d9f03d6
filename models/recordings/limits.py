"""How much the child process that reads a stranger's file may use. Parent and child read it."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Limits:
    """`memory` is in bytes of address space, and `answer_bytes` is the most that may be written to a file. A child is
    killed after `seconds`, and after it has computed for `cpu_seconds` (facts 70)."""

    memory: int = 1024**3
    # A day of film without a length is read to its end: 6 hours took 6 s (facts 112).
    cpu_seconds: int = 40
    seconds: int = 240
    answer_bytes: int = 8 * 1024**2
    niceness: int = 0


# Even a slow disk, or a bucket far away, gives so many bytes a second.
SLOW = 2 * 1024**2

# A frame of 8192 by 4320 pixels takes 100 MB with 10 bits, and a decoder keeps some of them (facts 98).
MAKING_MEMORY = 2 * 1024**3

# What makes recordings takes only what others leave of the processors.
LOWEST_PRIORITY = 19

# nginx waits 30 s for the answer to a picture or captions file. Waiting for a turn may take half of it.
QUICK = Limits(cpu_seconds=10, seconds=14)


def for_piece(seconds: float, before: float, standing: float = 0.0) -> Limits:
    """For a child that makes a piece of so many seconds (contract 8.73). What comes `before` it may have to be read.
    The last picture may be `standing` for some seconds more, and is then written again every ten."""
    longest = round(120 + 60 * seconds + before)
    return Limits(
        memory=MAKING_MEMORY,
        cpu_seconds=longest,
        seconds=2 * longest,
        answer_bytes=(64 + round(seconds) * 4 + round(standing / 10) * 3) * 1024**2,
        niceness=LOWEST_PRIORITY,
    )


def for_inspecting(size: int) -> Limits:
    """Of a file of so many bytes. One of a broadcast, or in fragments, is read to its end. That computes little, but
    from a bucket each MiB is asked for after the one before."""
    return replace(Limits(), seconds=Limits.seconds + size // SLOW)


def for_joining(size: int) -> Limits:
    """Of files of so many bytes."""
    longest = 600 + size // SLOW
    return Limits(
        memory=MAKING_MEMORY,
        cpu_seconds=longest,
        seconds=longest,
        answer_bytes=size + size // 10 + 256 * 1024**2,
        niceness=LOWEST_PRIORITY,
    )
