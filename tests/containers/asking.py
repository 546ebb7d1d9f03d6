"""Asks a site all the while it is upgraded or scaled. `python -m tests.containers.asking ADDRESS LINK FOLDER`

It asks until the file FOLDER/stop appears, and at least REQUESTS times. Pages, ranges and heartbeats take turns: a
heartbeat is a POST, which nginx sends only once. It fails if one answer is neither 2xx nor 3xx, because a guest would
notice that one.
"""

import collections
import sys
import threading
import time
from pathlib import Path

import click

from tests.vocabulary.pages import visit_url
from tests.vocabulary.visitor import Visitor

REQUESTS = 2000
GUESTS = 8
MOST_SECONDS = 300
PAUSE_SECONDS = 0.005


def ask(guest: Visitor, link: str, answers: "collections.Counter[str]", stop: Path) -> None:
    page = guest.enter()
    assert page.is_media_page, page.heading
    ends = time.monotonic() + MOST_SECONDS
    while time.monotonic() < ends and not (stop.exists() and answers.total() >= REQUESTS):
        for kind, status in (
            ("page", _status(lambda: Visitor(link).load().status)),
            ("range", _status(lambda: guest.status_of_bytes(page, first=1_000_000))),
            ("heartbeat", _status(lambda: guest.send(f"{visit_url(page.text)}/alive", {}).status)),
        ):
            answers[f"{kind} {status}"] += 1
            time.sleep(PAUSE_SECONDS)


def _status(request: "collections.abc.Callable[[], int]") -> str:
    try:
        return str(request())
    except OSError as error:
        return type(error).__name__


def main(address: str, link: str, folder: Path) -> int:
    answers: collections.Counter[str] = collections.Counter()
    asking = [threading.Thread(target=ask, args=(Visitor(link), link, answers, folder / "stop")) for _ in range(GUESTS)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    for kind, count in sorted(answers.items()):
        click.echo(f"{count:6} {kind}")
    noticed = sum(count for kind, count in answers.items() if kind.split()[1][0] not in "23")
    click.echo(f"asked {address} {answers.total()} times; guests noticed {noticed}")
    return 1 if noticed or answers.total() < REQUESTS else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
