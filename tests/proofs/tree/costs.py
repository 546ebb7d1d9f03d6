"""What `guestlink up` costs a machine. The aims: memory below 200 MB, idle CPU below 2 % of a core."""

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import psutil

from tests.proofs.tree.slow_clients import delays
from tests.vocabulary.pages import visit_url
from tests.vocabulary.tree import Tree
from tests.vocabulary.visitor import Visitor
from tests.vocabulary.waiting import wait_until
from web.cli.demo.clip import make_clip

MB = 1024**2
FILM_BYTES = 300 * MB
SETTLE_SECONDS = 20
IDLE_SECONDS = 30


def processes(tree: Tree) -> dict[str, psutil.Process]:
    return {"supervisor": psutil.Process(tree.process.pid), **tree.parts()}


def memory(process: psutil.Process) -> int:
    """Its proportional share, in bytes: what is shared counts once in the sum."""
    rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:"))


def seconds_used(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def bytes_read(process: psutil.Process) -> int:
    first = Path(f"/proc/{process.pid}/io").read_text().splitlines()[0]
    return int(first.removeprefix("rchar: "))


def started(tree: Tree) -> float:
    """Seconds from the command to the first page of a guest."""
    begun = time.monotonic()
    tree.start("--demo")

    def first_page() -> bool:
        try:
            return "Guest link:" in tree.output() and Visitor(tree.guest_link).load().status == 200
        except URLError:
            return False

    wait_until("the first page", first_page)
    seconds = time.monotonic() - begun
    tree.wait_until_announced()
    return seconds


def add_film(tree: Tree, folder: Path) -> str:
    """A film of 300 MB, most of it a box that players skip; returns its guest link."""
    film = folder / "film.mp4"
    make_clip(film, seconds=2)
    with film.open("ab") as file:
        left = FILM_BYTES - file.tell()
        file.write((1).to_bytes(4, "big") + b"free" + left.to_bytes(8, "big"))
        file.truncate(FILM_BYTES)
    added = tree.command("media", "add", str(film), "--owner", tree.email, "--title", "A film")
    tree.command("access", "on", str(added["id"]))
    return str(tree.command("link", "create", str(added["id"]), "--name", "Film")["url"])


def read_for_a_late_range(tree: Tree, link: str) -> int:
    """Bytes that the web reads for 100 kB near the end of the film."""
    visitor, web = Visitor(link), tree.parts()["web"]
    page = visitor.enter()
    before = bytes_read(web)
    first = FILM_BYTES - 200_000
    answer = visitor.send(f"{visit_url(page.text)}/video", Range=f"bytes={first}-{first + 99_999}")
    assert answer.status == 206
    return bytes_read(web) - before


def idle(tree: Tree) -> Iterator[str]:
    time.sleep(SETTLE_SECONDS)
    shares = {name: memory(process) / MB for name, process in processes(tree).items()}
    yield f"memory, idle (PSS): {sum(shares.values()):.0f} MB ({_each(shares, '.0f')})"
    before = {name: seconds_used(process) for name, process in processes(tree).items()}
    time.sleep(IDLE_SECONDS)
    percent = {
        name: (seconds_used(process) - before[name]) / IDLE_SECONDS * 100 for name, process in processes(tree).items()
    }
    yield f"CPU, idle: {sum(percent.values()):.2f} % of a core ({_each(percent, '.2f')})"


def _each(figures: dict[str, float], shape: str) -> str:
    return ", ".join(f"{name} {figure:{shape}}" for name, figure in figures.items())


def figures(folder: Path) -> Iterator[str]:
    tree = Tree(folder / "data")
    try:
        yield f"first start, demo made on the spot: {started(tree):.1f} s to the first page"
        tree.stop()
        yield f"second start: {started(tree):.1f} s to the first page"
        yield from idle(tree)
        link = add_film(tree, folder)
        yield f"bytes read for 100 kB near the end of {FILM_BYTES // MB} MB: {read_for_a_late_range(tree, link):,}"
        for name, delay in delays(tree, link):
            yield f"worst delay of another page, {name}: {delay * 1000:.0f} ms"
        begun = time.monotonic()
        code = tree.stop()
        yield f"stop: {time.monotonic() - begun:.1f} s (exit code {code})"
    finally:
        tree.destroy()
