"""Files that a person at a real browser chooses or drops, and the network over which they are sent."""

from pathlib import Path

from playwright.sync_api import CDPSession, Page

from tests.vocabulary.clips import make_clip

MEGABYTES = 1024**2
SPEED = 3 * MEGABYTES


def make_small_clip(file: Path) -> Path:
    make_clip(file, seconds=1, width=160, height=90)
    return file


def make_slow_clip(file: Path) -> Path:
    """It takes ten seconds at SPEED. What is behind its end says that it is free space."""
    make_small_clip(file)
    with file.open("ab") as end:
        end.write((30 * MEGABYTES).to_bytes(4) + b"free" + bytes(30 * MEGABYTES - 8))
    return file


def set_network(network: CDPSession, *, is_lost: bool) -> None:
    network.send("Network.enable")
    limits = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": SPEED}
    network.send("Network.emulateNetworkConditions", {"offline": is_lost, **limits})


def wait_for_percent(page: Page, least: int) -> None:
    page.wait_for_function("least => parseInt(document.querySelector('.percent')?.textContent) >= least", arg=least)


def drop(page: Page, *files: Path) -> None:
    """As somebody drags them from a folder of their device to the edge of the page."""
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 5, "y": 200, "data": data})
    session.detach()
