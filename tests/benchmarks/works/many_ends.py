"""How many links may end at the same instant, and still be recorded within 10 seconds (contract 5.11)."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Engine, text

from tests.benchmarks.lines import Line, at_most
from tests.benchmarks.rounds import Sample, series, take_turns
from tests.benchmarks.run import Run
from tests.topology import servers
from tests.topology.native import Topology
from tests.vocabulary.large_site import make_large_site
from tests.vocabulary.settings_of import settings_of

ROUNDS = 3
PROMISED_SECONDS = 10
LOOK_EVERY = 0.1
PATIENCE_SECONDS = 300.0
# How many links in a second are surely made to end.
MADE_A_SECOND = 4000
_END = "UPDATE guest_link SET expires_at = :at, expiry_recorded_at = NULL WHERE id <= :number"
_IS_LEFT = "SELECT EXISTS (SELECT FROM guest_link WHERE expires_at = :at AND expiry_recorded_at IS NULL)"
# Steps of earlier rounds would be done meanwhile.
_FORGET = "TRUNCATE workflow CASCADE"
_TIDY = ("SET statement_timeout = 0", "VACUUM ANALYZE guest_link", "CHECKPOINT", "RESET statement_timeout")


@dataclass
class ManyEnds:
    bind: Engine

    def measure(self, number: int) -> Sample:
        at = datetime.now(UTC) + timedelta(seconds=10 + number / MADE_A_SECOND)
        self.change(_END, at=at, number=number)
        self.change(_FORGET)
        self._tidy()
        wait = (at - datetime.now(UTC)).total_seconds()
        time.sleep(max(0.0, wait))
        while self._ask(_IS_LEFT, at=at) and (datetime.now(UTC) - at).total_seconds() < PATIENCE_SECONDS:
            time.sleep(LOOK_EVERY)
        seconds = (datetime.now(UTC) - at).total_seconds()
        started = self._ask("SELECT count(*) FROM workflow")
        wrong = "" if started == number and wait > 0 else f"{started:,} workflows, {wait:.0f} s before the end"
        return Sample({"recorded": seconds}, wrong)

    def _ask(self, question: str, **values: Any) -> Any:
        with self.bind.begin() as connection:
            return connection.execute(text(question), values).scalar_one()

    def change(self, statement: str, **values: Any) -> None:
        """Steps and sweeps wait meanwhile: they lock links in another order."""
        with self.bind.begin() as connection:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("LOCK TABLE workflow, guest_link IN EXCLUSIVE MODE"))
            connection.execute(text(statement), values)

    def _tidy(self) -> None:
        with self.bind.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for statement in _TIDY:
                connection.execute(text(statement))


def lines(run: Run) -> Iterator[Line]:
    if servers.missing():
        return
    numbers = [run.size(full, quick) for full, quick in ((50_000, 20), (100_000, 50), (200_000, 100))]
    links = max(numbers)
    with Topology(webs=2, workers=2, beats=1) as site, settings_of(site.settings):
        bind = site.engine()
        make_large_site(bind, items=links // 3 + 1, links=links, entries=links, connected=0, now=datetime.now(UTC))
        ends = ManyEnds(bind)
        # Otherwise links of the site would end too.
        ends.change("UPDATE guest_link SET expires_at = NULL, expiry_recorded_at = NULL")
        turns = {f"{number:,}": partial(ends.measure, number) for number in numbers}
        samples = take_turns(turns, min(ROUNDS, run.rounds))
    for number, of_number in samples.items():
        work = f"{number} links end at the same instant, two workers: recorded after"
        yield Line(work, "s", series(of_number, "recorded"), aims=(at_most(PROMISED_SECONDS),))
