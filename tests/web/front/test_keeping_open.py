"""Something is sent on each stream of events before anybody gives it up (contract 3.46)."""

import asyncio
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.vocabulary.server import ROOT
from tests.web import apart
from web.front.event_streams import EventStream
from web.front.presence import Presence

MOST_SECONDS = 15
# For one comment that comes late.
ROOM = 2


def seconds_in(file: Path, pattern: str) -> float:
    [found] = re.findall(pattern, file.read_text(), re.MULTILINE | re.DOTALL)
    return int(found.replace("_", ""))


def test_each_stream_is_sent_a_comment_once_in_15_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    office, kept_open = Presence(), Counter[EventStream]()
    office.streams = {visit: EventStream(1, key="", retry_ms=1) for visit in range(100, 140)}
    monkeypatch.setattr(EventStream, "keep_open", lambda stream: kept_open.update([stream]))
    begun: dict[str, float] = {}

    async def repeat(_office: Presence, seconds: float, act: Any) -> None:
        begun[act.__name__] = seconds

    monkeypatch.setattr(Presence, "_repeat", repeat)

    async def pass_15_seconds() -> None:
        office._start()
        await asyncio.sleep(0)
        for _ in range(int(MOST_SECONDS / begun["_keep_open"])):
            await office._keep_open()

    apart.run(pass_15_seconds())
    assert min(kept_open[stream] for stream in office.streams.values()) == 1


def test_a_page_and_nginx_wait_longer_than_that() -> None:
    page = seconds_in(ROOT / "web" / "static" / "presence.js", r"^const SILENT_MS = ([\d_]+);$") / 1000
    of_events = r"location ~ [^ ]+/events\$ \{[^}]*proxy_read_timeout (\d+)s;"
    nginx = seconds_in(ROOT / "nginx.conf.template", of_events)
    assert min(page, nginx) >= ROOM * MOST_SECONDS
