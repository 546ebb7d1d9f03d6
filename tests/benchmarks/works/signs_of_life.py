"""What 10,000 connected guests cost, and what their reports cost if all of them watch: the CPU of web and database, in
cores, and their memory."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import psutil
from sqlalchemy import func, select, text

from models.plumbing import database
from models.tables import Visit
from models.tables.visit import SIGN_WRITTEN_EVERY
from tests.benchmarks.lines import Line, at_most
from tests.benchmarks.load.replaying import replay_paced
from tests.benchmarks.rounds import Sample, series, take_turns
from tests.benchmarks.run import Run
from tests.benchmarks.stage.stage import Stage
from tests.benchmarks.works.reports import Reports
from tests.proofs.tree.costs import MB, memory
from tests.vocabulary.event_streams import OpenStreams, load_pages, open_presence_streams
from tests.vocabulary.maker import Maker
from tests.vocabulary.site import now
from web.front.presence import SIGNS_SECONDS
from web.front.serving import raise_file_limit

# Signs of life are due again and again after this time, so each round holds as many as any other.
SECONDS = int(SIGN_WRITTEN_EVERY.total_seconds())
# A busy machine writes them a little later.
LATE = timedelta(seconds=SIGNS_SECONDS + 10)
# As if the guests had come one after another within a minute.
_SEEN = """
UPDATE visit SET last_seen_at = now() - :seconds * interval '1 second' * (visit.id - first.id) / :guests
FROM (SELECT min(id) AS id FROM visit) first"""


@dataclass
class Connected:
    """Guests with an open media page, each with a stream of events at one web process."""

    stage: Stage
    run: Run
    maker: Maker
    streams: OpenStreams
    port: int
    reports: Reports

    @property
    def seconds(self) -> int:
        return self.run.size(SECONDS, 3)

    def measure(self) -> Sample:
        self._make_signs_due()
        return self._measure()

    def measure_watching(self) -> Sample:
        """All of them play. Those whose turn it is in this time report what they watched."""
        self._make_signs_due()
        sent = self.reports.next(self.seconds)
        load = self.run.generator.start(replay_paced, self.port, sent.requests, self.reports.rate, self.seconds)
        sample = self._measure()
        wrong = self.reports.disagreement(sent, load.result())
        return Sample(sample.values, f"{sample.wrong} {wrong}".strip())

    def _make_signs_due(self) -> None:
        with self.maker.bind.begin() as connection:
            connection.execute(text(_SEEN), {"seconds": SECONDS, "guests": len(self.streams.received)})

    def _measure(self) -> Sample:
        began, used = time.monotonic(), self._cpu_seconds()
        time.sleep(self.seconds)
        used, passed = self._cpu_seconds() - used, time.monotonic() - began
        held = sum(memory(process) for process in self._processes()) / MB
        return Sample({"cores": used / passed, "memory": held}, self._wrong())

    def _wrong(self) -> str:
        cut, silent = len(self.streams.closed), now() - self._longest_silent()
        late = f"a guest was last heard of {silent} ago" if silent > SIGN_WRITTEN_EVERY + LATE else ""
        return f"{cut} streams were cut {late}".strip() if cut else late

    def _longest_silent(self) -> datetime:
        with database.reading(self.maker.bind) as db:
            return db.scalars(select(func.min(Visit.last_seen_at))).one()

    def _processes(self) -> Iterator[psutil.Process]:
        for pid in self.stage.pids("web", "postgres"):
            process = psutil.Process(pid)
            yield from (process, *process.children(recursive=True))

    def _cpu_seconds(self) -> float:
        """Those that have ended count, too."""
        times = [process.cpu_times() for process in self._processes()]
        return sum(each.user + each.system + each.children_user + each.children_system for each in times)


def lines(run: Run) -> Iterator[Line]:
    guests = run.size(10_000, 600)
    raise_file_limit()
    with Stage() as stage, stage.settings():
        maker = stage.site("guestlink")
        port = stage.web("web", "guestlink")
        link = maker.link(maker.media(now=now()), now=now())
        pages = load_pages(link, guests, now=now(), bind=maker.bind)
        reports = Reports(maker, pages)
        with open_presence_streams(port, pages) as streams:
            connected = Connected(stage, run, maker, streams, port, reports)
            # Unmeasured: the first requests cost a process many times as much (facts 187).
            run.generator.run(replay_paced, port, reports.next(1).requests, reports.rate, 1.0)
            works = {"signs": connected.measure, "watching": connected.measure_watching}
            samples = take_turns(works, run.rounds)
    work = f"{guests:,} connected guests, web and database"
    yield Line(f"{work}: CPU", "cores", series(samples["signs"], "cores"), aims=(at_most(0.2),))
    watching = f"{work}: CPU if all of them watch, {reports.rate:.0f} reports a second"
    yield Line(watching, "cores", series(samples["watching"], "cores"), aims=(at_most(0.2),))
    yield Line(f"{work}: memory (PSS)", "MB", series(samples["signs"], "memory"), aims=(at_most(500),))
