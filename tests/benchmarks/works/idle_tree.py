"""What `guestlink up` costs on a new folder, without the demo: until the first page, and while nobody asks."""

import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.lines import Line, at_most
from tests.benchmarks.rounds import Sample, series, take_turns
from tests.benchmarks.run import Run
from tests.proofs.tree.costs import MB, cpu_seconds, memory, processes
from tests.vocabulary.tree import Tree
from tests.vocabulary.waiting import wait_until


def lines(run: Run) -> Iterator[Line]:
    samples = take_turns({"tree": lambda: measure(run)}, run.rounds)["tree"]
    yield Line("embedded tree: first page of a new site", "s", series(samples, "first"), aims=(at_most(3),))
    yield Line("embedded tree: first page of a later start", "s", series(samples, "later"), aims=(at_most(3),))
    yield Line("embedded tree, idle: memory (PSS)", "MB", series(samples, "memory"), aims=(at_most(150),))
    yield Line("embedded tree, idle: CPU", "% of a core", series(samples, "cpu"), aims=(at_most(1),))


def measure(run: Run) -> Sample:
    with tempfile.TemporaryDirectory(prefix="guestlink-benchmark-") as folder:
        tree = Tree(Path(folder) / "data")
        with running(tree) as first:
            pass
        with running(tree) as later:
            time.sleep(run.size(20, 2))
            used = sum(memory(process) for process in processes(tree).values()) / MB
            cpu = idle_share(tree, run.size(30, 3))
    return Sample({"first": first, "later": later, "memory": used, "cpu": cpu * 100})


@contextmanager
def running(tree: Tree) -> Iterator[float]:
    """The seconds from the command until the sign-in page is there."""
    began = time.perf_counter()
    tree.start()
    try:
        wait_until("the first page", lambda: has_page(tree))
        seconds = time.perf_counter() - began
        tree.wait_until_announced()
        yield seconds
        tree.stop()
    finally:
        tree.destroy()


def has_page(tree: Tree) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{tree.port}/login", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def idle_share(tree: Tree, seconds: float) -> float:
    before = sum(cpu_seconds(process) for process in processes(tree).values())
    time.sleep(seconds)
    return (sum(cpu_seconds(process) for process in processes(tree).values()) - before) / seconds
