"""What `guestlink up` costs a machine. The aims: less than 200 MB of memory, less than 2 % of a core when idle."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import av
import psutil

from tests.proofs.tree.slow_clients import delays
from tests.vocabulary.pages import visit_url
from tests.vocabulary.tree import Tree
from tests.vocabulary.visitor import Visitor
from tests.vocabulary.waiting import wait_until

MB = 1024**2
# They make a film of 85 MB.
NOISE_PICTURES = 400
SETTLE_SECONDS = 20
IDLE_SECONDS = 30


def processes(tree: Tree) -> dict[str, psutil.Process]:
    return {"supervisor": psutil.Process(tree.process.pid), **tree.parts()}


def memory(process: psutil.Process) -> int:
    """In bytes. Memory that processes share is divided among them (PSS), so the sum counts it once."""
    rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:"))


def cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def bytes_read(process: psutil.Process) -> int:
    first = Path(f"/proc/{process.pid}/io").read_text().splitlines()[0]
    return int(first.removeprefix("rchar: "))


def start(tree: Tree) -> float:
    """The seconds from the command to the first page of a guest."""
    began = time.monotonic()
    tree.start("--demo")

    def first_page() -> bool:
        try:
            return "Guest link:" in tree.output() and Visitor(tree.guest_link).load().status == 200
        except URLError:
            return False

    wait_until("the first page", first_page)
    seconds = time.monotonic() - began
    tree.wait_until_announced()
    return seconds


def add_film(tree: Tree, folder: Path) -> str:
    """Add a film that stays as large as it is when it is prepared, wait until it can be watched, and return its guest
    link."""
    film = folder / "film.mp4"
    make_noise(film)
    media = str(tree.command("media", "add", str(film), "--owner", tree.email, "--title", "A film")["id"])
    tree.command("access", "on", media)
    wait_until("the film is prepared", lambda: tree.command("media", "show", media)["state"] == "ready", seconds=300)
    return str(tree.command("link", "create", media, "--name", "Film")["url"])


def make_noise(target: Path) -> None:
    """A film of random pictures, which no encoder can make smaller."""
    with av.open(str(target), "w", format="mp4") as container:
        video = container.add_stream("libx264", rate=15, options={"preset": "ultrafast", "crf": "20", "g": "30"})
        video.width, video.height, video.pix_fmt = 640, 360, "yuv420p"
        for _picture in range(NOISE_PICTURES):
            frame = av.VideoFrame(640, 360, "yuv420p")
            for plane in frame.planes:
                plane.update(os.urandom(plane.buffer_size))
            container.mux(video.encode(frame))
        container.mux(video.encode(None))


def bytes_read_for_late_range(tree: Tree, link: str) -> int:
    """How many bytes the web process reads to send the last 100 kB of the film."""
    visitor, web = Visitor(link), tree.parts()["web"]
    page = visitor.enter()
    before = bytes_read(web)
    answer = visitor.send(f"{visit_url(page.text)}/video", Range="bytes=-100000")
    assert answer.status == 206
    return bytes_read(web) - before


def idle_figures(tree: Tree) -> Iterator[str]:
    time.sleep(SETTLE_SECONDS)
    shares = {name: memory(process) / MB for name, process in processes(tree).items()}
    yield f"memory, idle (PSS): {sum(shares.values()):.0f} MB ({_by_process(shares, '.0f')})"
    before = {name: cpu_seconds(process) for name, process in processes(tree).items()}
    time.sleep(IDLE_SECONDS)
    percent = {
        name: (cpu_seconds(process) - before[name]) / IDLE_SECONDS * 100 for name, process in processes(tree).items()
    }
    yield f"CPU, idle: {sum(percent.values()):.2f} % of a core ({_by_process(percent, '.2f')})"


def _by_process(values: dict[str, float], number_format: str) -> str:
    return ", ".join(f"{name} {value:{number_format}}" for name, value in values.items())


def figures(folder: Path) -> Iterator[str]:
    """One line for each figure, as soon as it is measured."""
    tree = Tree(folder / "data")
    try:
        yield f"first start, which makes the demo: {start(tree):.1f} s to the first page"
        tree.stop()
        yield f"second start: {start(tree):.1f} s to the first page"
        yield from idle_figures(tree)
        link = add_film(tree, folder)
        yield f"bytes read for the last 100 kB of a film of 85 MB: {bytes_read_for_late_range(tree, link):,}"
        for name, delay in delays(tree, link):
            yield f"worst delay of another page, {name}: {delay * 1000:.0f} ms"
        began = time.monotonic()
        code = tree.stop()
        yield f"stop: {time.monotonic() - began:.1f} s (exit code {code})"
    finally:
        tree.destroy()
