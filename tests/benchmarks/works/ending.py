"""1,000 links that end at the same instant, on the production topology with two workers."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text

from models.config.settings import settings
from tests.benchmarks.lines import Line, at_most, ratio_at_most
from tests.benchmarks.load.replaying import replay_paced
from tests.benchmarks.load.requests import get
from tests.benchmarks.rounds import Sample, percentile, series, take_turns
from tests.benchmarks.run import Run
from tests.topology import servers
from tests.topology.native import Topology
from tests.vocabulary.large_site import make_large_site
from tests.vocabulary.maker import Maker
from tests.vocabulary.settings_of import settings_of
from tests.vocabulary.site import now

ENTRIES_OF_EACH = 10
PAGES_A_SECOND = 20.0
LOOK_EVERY = 0.05
PATIENCE_SECONDS = 120.0
# What is left: links that are not recorded, and workflows that are not done.
_LEFT = """
SELECT (SELECT count(*) FROM guest_link WHERE id BETWEEN :first AND :last AND expiry_recorded_at IS NULL),
       (SELECT count(*) FROM workflow WHERE state <> 'done')"""
_END = "UPDATE guest_link SET expires_at = :at, expiry_recorded_at = NULL WHERE id BETWEEN :first AND :last"


@dataclass
class Ending:
    run: Run
    site: Topology
    bind: Engine
    path: str
    at_once: int
    round: int = 0

    def measure(self) -> Sample:
        """Pages are asked for before and while these links end."""
        before = self.pages_waited(self.run.size(10, 3))
        first = self.round * self.at_once + 1
        self.round += 1
        these = {"first": first, "last": first + self.at_once - 1}
        at = datetime.now(UTC) + timedelta(seconds=2)
        with self.bind.begin() as connection:
            connection.execute(text(_END), {"at": at, **these})
        time.sleep(max(0.0, (at - datetime.now(UTC)).total_seconds()))
        loading = self.run.generator.start(
            replay_paced, self.site.nginx.port, self._pages(), PAGES_A_SECOND, self.run.size(10, 3)
        )
        recorded, done = self._watch(at, these)
        during = loading.result()
        values = {"recorded": recorded, "done": done, "before": before, "during": percentile(during.waits, 0.99) * 1000}
        wrong = "" if done < PATIENCE_SECONDS else "they did not end"
        return Sample(values, wrong or ("" if during.count(200) == during.statuses.total() else "a page was refused"))

    def _watch(self, at: datetime, these: dict[str, int]) -> tuple[float, float]:
        """The seconds until all are recorded, and until all steps are done."""
        recorded = 0.0
        while (passed := (datetime.now(UTC) - at).total_seconds()) < PATIENCE_SECONDS:
            with self.bind.begin() as connection:
                unrecorded, open_workflows = connection.execute(text(_LEFT), these).one()
            if not unrecorded:
                recorded = recorded or passed
                if not open_workflows:
                    return recorded, passed
            time.sleep(LOOK_EVERY)
        return recorded or PATIENCE_SECONDS, PATIENCE_SECONDS

    def pages_waited(self, seconds: float) -> float:
        """The 99th percentile, in ms."""
        done = self.run.generator.run(replay_paced, self.site.nginx.port, self._pages(), PAGES_A_SECOND, seconds)
        return percentile(done.waits, 0.99) * 1000

    def _pages(self) -> list[bytes]:
        return [get(self.path, "10.0.0.1")]


def lines(run: Run) -> Iterator[Line]:
    if servers.missing():
        return
    at_once = run.size(1000, 50)
    with Topology(webs=2, workers=2, beats=1) as site, settings_of(site.settings):
        bind = site.engine()
        links = at_once * run.rounds
        # Nobody is connected: guests who watch may stay until they leave, and the steps wait for them.
        entries = links * ENTRIES_OF_EACH
        make_large_site(bind, items=links, links=links, entries=entries, connected=0, now=datetime.now(UTC))
        maker = Maker(bind)
        # Only these are to end, and none of them at once when the site begins.
        with bind.begin() as connection:
            connection.execute(text("UPDATE guest_link SET expires_at = NULL, expiry_recorded_at = NULL"))
        for number in range(1, links + 1):
            (settings().media_folder / f"file{number}.mp4").touch()
        link = maker.link(maker.media(now=now()), now=now())
        ending = Ending(run, site, bind, f"/g/{Maker.token(link)}", at_once)
        # Unmeasured, so that every process has compiled and connected.
        ending.pages_waited(run.size(5, 1))
        samples = take_turns({"ending": ending.measure}, run.rounds)["ending"]
    work = f"{at_once:,} links end at once, two workers"
    yield Line(f"{work}: recorded after", "s", series(samples, "recorded"), aims=(at_most(1),))
    yield Line(f"{work}: all steps done after", "s", series(samples, "done"), aims=(at_most(5),))
    during, before = series(samples, "during"), series(samples, "before")
    yield Line(f"{work}: 99th percentile of pages", "ms", during, before, "before", (ratio_at_most(1.5),))
