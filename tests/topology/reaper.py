"""`python -m tests.topology.reaper FOLDER` outlives the topology, in whatever way it ends, and cleans up after it.

It reads line by line which process groups start (+) and end (-). When the pipe closes, it kills the groups that are
left, and removes the folder.
"""

import contextlib
import os
import shutil
import signal
import sys


def main(folder: str) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        (groups.add if line.startswith("+") else groups.discard)(int(line[1:]))
    for group in groups:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1])
