"""`python -m tests.proofs.tree.beside_preparing` measures how long an entry page takes while nothing else is done, and
while a recording is being prepared."""

import http.client
import os
import statistics
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.proofs.output import print_line
from tests.vocabulary.long_film import write_long_film
from tests.vocabulary.tree import Tree
from tests.vocabulary.watched_preparing import Watched

ROUNDS = 5
REQUESTS = 200
PAUSE_SECONDS = 0.02


def times_of_page(tree: Tree) -> tuple[float, float]:
    """The median and the 99th percentile of the seconds that it takes."""
    path, times = urlsplit(tree.guest_link).path, []
    for _ in range(REQUESTS):
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", tree.port, timeout=60)
        connection.request("GET", path)
        assert connection.getresponse().read()
        connection.close()
        times.append(time.monotonic() - began)
        time.sleep(PAUSE_SECONDS)
    cut = statistics.quantiles(times, n=100)
    return cut[49], cut[98]


def main() -> None:
    """Idle and busy rounds take turns, so that what else the machine does is in both."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        film = write_long_film(folder / "film.avi", seconds=600, width=1280, height=720)
        tree = Tree(folder / "data").start("--demo")
        try:
            tree.wait_until_announced()
            times_of_page(tree)
            rounds = [one_round(tree, film) for _ in range(ROUNDS)]
        finally:
            tree.destroy()
    for at, word in enumerate(("median", "99th percentile")):
        idle, busy = (statistics.median(each[what][at] for each in rounds) for what in (0, 1))
        print_line(
            f"- entry page, {word} of {REQUESTS}, median of {ROUNDS} rounds: {idle * 1000:.1f} ms idle, "
            f"{busy * 1000:.1f} ms while a recording is prepared ({busy / idle:.1f} times)"
        )


def one_round(tree: Tree, film: Path) -> tuple[tuple[float, float], tuple[float, float]]:
    """Without, and with a recording that is being prepared."""
    idle = times_of_page(tree)
    watched = Watched.add(tree, film)
    watched.wait_for_piece(0)
    busy = times_of_page(tree)
    assert watched.encoders(), "it has ended before the measurement did"
    tree.command("media", "delete", str(watched.media_id))
    while watched.encoders():
        time.sleep(0.2)
    return idle, busy


if __name__ == "__main__":
    print_line(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    main()
