"""What a file could make the child process do that reads it, if it took the process over. Each is a `work`."""

import ctypes
import io
import os
import signal
import socket
import struct
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO, NoReturn

Outcome = tuple[dict[str, object], bytes]


def nothing_bad(file: BinaryIO) -> Outcome:
    file.seek(0)
    return {"read": file.read().decode()}, b"picture"


def from_the_end(file: BinaryIO) -> Outcome:
    """As FFmpeg reads: first the end, then the beginning, then whole pieces."""
    size = file.seek(0, os.SEEK_END)
    taken = bytearray()
    for place, most in ((size - 1000, 2000), (0, 1000), (1024**2, -1)):
        file.seek(place)
        taken += file.read(most)
    return {"size": size}, bytes(taken)


def segfault(_file: BinaryIO) -> Outcome:
    ctypes.string_at(0)
    return {}, b""


def abort(_file: BinaryIO) -> Outcome:
    os.abort()


def end_without_an_answer(_file: BinaryIO) -> NoReturn:
    os._exit(0)


def raise_an_error(file: BinaryIO) -> NoReturn:
    raise KeyError(file.read())


def allocate_without_end(_file: BinaryIO) -> Outcome:
    kept = []
    while True:
        kept.append(bytearray(b"x" * 16 * 1024**2))


def compute_without_end(_file: BinaryIO) -> Outcome:
    while True:
        pass


def sleep_without_end(_file: BinaryIO) -> Outcome:
    while True:
        time.sleep(60)


def write_without_end(_file: BinaryIO) -> Outcome:
    while True:
        os.write(1, b"x" * 1024**2)


def say_garbage(file: BinaryIO) -> NoReturn:
    """Answers with the file itself."""
    os.write(1, file.read())
    os._exit(0)


def try_everything(file: BinaryIO) -> Outcome:
    """What is possible of what must not be. The file holds the path of a file that everybody may read and remove."""
    path = Path(file.read().decode())
    possible = {
        "open a file": lambda: os.open(path, os.O_RDONLY),
        "make a file": lambda: os.open(path.with_suffix(".new"), os.O_CREAT | os.O_WRONLY),
        "open a socket": socket.socket,
        "open a local socket": lambda: socket.socket(socket.AF_UNIX),
        "open a pipe": os.pipe,
        "start a process": _fork,
        "start a thread": threading.Thread(target=int).start,
        "become root": lambda: os.setuid(0),
        "write a core file": lambda: _unlimit(4),
        "open more files": lambda: _unlimit(7),
    }
    return {"possible": [name for name, act in possible.items() if _works(act)]}, b""


def try_paths(file: BinaryIO) -> Outcome:
    path = Path(file.read().decode())
    possible = {"remove a file": path.unlink, "make a folder": path.with_suffix(".folder").mkdir}
    return {"possible": [name for name, act in possible.items() if _works(act)]}, b""


def touch_the_parent(_file: BinaryIO) -> Outcome:
    """Signals it, and asks to look into its memory (PTRACE_SEIZE)."""
    system = ctypes.CDLL(None)
    possible = {
        "signal": _works(lambda: os.kill(os.getppid(), signal.SIGCONT)),
        "look into": system.ptrace(0x4206, os.getppid(), 0, 0) == 0,
    }
    return {"possible": [name for name, is_possible in possible.items() if is_possible]}, b""


def tell_surroundings(_file: BinaryIO) -> Outcome:
    open_files = []
    for number in range(64):
        try:
            os.fstat(number)
            open_files.append(number)
        except OSError:
            pass
    site = [name for name in sys.modules if name.startswith(("models.", "web", "tasks")) and "recordings" not in name]
    return {"environment": dict(os.environ), "open": open_files, "folder": str(Path.cwd()), "site": site}, b""


def _works(act: object) -> bool:
    try:
        act()  # type: ignore[operator]
    except (OSError, RuntimeError, ValueError):
        return False
    return True


def _fork() -> None:
    if not os.fork():
        os._exit(0)


def _unlimit(which: int) -> None:
    import resource

    resource.setrlimit(which, (10, 10))


# The same for what makes a file: `work` then gets the output and the order too.


def sleep_with_an_order(_file: BinaryIO, output: io.FileIO, _order: object) -> dict[str, object]:
    output.write(b"half a piece")
    time.sleep(100)
    return {}


def ask_and_never_read(_file: BinaryIO, _output: io.FileIO, _order: object) -> dict[str, object]:
    """For so much that its parent cannot be rid of the answer."""
    parent = socket.socket(fileno=0)
    parent.sendall(struct.pack("!QI", 0, 1024**2))
    time.sleep(100)
    parent.close()
    return {}


def segfault_with_an_order(file: BinaryIO, output: io.FileIO, _order: object) -> dict[str, object]:
    output.write(b"half a piece")
    segfault(file)
    return {}


def write_an_order_without_end(_file: BinaryIO, output: io.FileIO, _order: object) -> dict[str, object]:
    while True:
        output.write(bytes(64 * 1024))
