"""A stream of events takes at most 40 kB of a web process (facts 170)."""

from pathlib import Path

import psutil

from tests.vocabulary.event_streams import load_pages, open_presence_streams
from tests.vocabulary.server import real_server
from tests.vocabulary.site import Site, now

FIRST, MORE = 100, 500
MOST_BYTES = 40_000


def test_a_stream_takes_at_most_40_kb(site: Site, tmp_path: Path) -> None:
    """Beside what the first hundred have made the process load."""
    pages = load_pages(site.link(), FIRST + MORE, now=now())
    with real_server(tmp_path / "log") as server:
        process = psutil.Process(server.pid)
        with open_presence_streams(server.port, pages[:FIRST]):
            before = process.memory_info().rss
            with open_presence_streams(server.port, pages[FIRST:]) as streams:
                assert len(streams.begun) == MORE
                grown = process.memory_info().rss - before
    assert grown / MORE <= MOST_BYTES
