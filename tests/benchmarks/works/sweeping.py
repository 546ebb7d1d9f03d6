"""Recording 100,000 due links of 1,000,000, against one SQL statement with the same effects."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Engine, text

from models.upkeep import running
from tests.benchmarks.floors import statements
from tests.benchmarks.lines import Line, ratio_at_least
from tests.benchmarks.rounds import Sample, series, take_turns
from tests.benchmarks.run import Run
from tests.benchmarks.stage.stage import Stage
from tests.vocabulary.large_site import make_large_site

TASK = "expire_links"
STEPS_OF_EACH = 3
_MAKE_DUE = "UPDATE guest_link SET expires_at = :at, expiry_recorded_at = NULL WHERE id <= :due"
_RECORDED = """
SELECT (SELECT count(*) FROM guest_link WHERE id <= :due AND expiry_recorded_at IS NOT NULL),
       (SELECT count(*) FROM workflow WHERE id > :last),
       (SELECT count(*) FROM workflow_step WHERE workflow_id > :last)"""


def by_product(bind: Engine) -> None:
    """As a worker does, batch by batch."""
    now = datetime.now(UTC)
    while len(running.run_task(TASK, now=now, bind=bind).ids) == running.BATCH:
        pass


def by_floor(bind: Engine) -> None:
    with bind.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        cursor = connection.connection.cursor()
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(statements.EXPIRE.encode(), {"now": datetime.now(UTC)})
        cursor.execute("RESET statement_timeout")


@dataclass
class Due:
    """The first `due` links of a large site. Their workflows have ids above `last`."""

    bind: Engine
    due: int
    last: int = 0

    def measure(self, work: Callable[[Engine], None]) -> Sample:
        self._make_due()
        began = time.perf_counter()
        work(self.bind)
        seconds = time.perf_counter() - began
        with self.bind.begin() as connection:
            found = tuple(connection.execute(text(_RECORDED), {"due": self.due, "last": self.last}).one())
        wanted = (self.due, self.due, STEPS_OF_EACH * self.due)
        wrong = "" if found == wanted else f"links, workflows and steps {found}, not {wanted}"
        return Sample({"rate": self.due / seconds}, wrong)

    def _make_due(self) -> None:
        """As before the first round, and with what PostgreSQL would have tidied up by then."""
        with self.bind.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:

            def send(statement: str, **values: Any) -> None:
                connection.execute(text(statement), values)

            send("SET statement_timeout = 0")
            send("DELETE FROM workflow_step WHERE workflow_id > :last", last=self.last)
            send("DELETE FROM workflow WHERE id > :last", last=self.last)
            send(_MAKE_DUE, at=datetime.now(UTC) - timedelta(minutes=1), due=self.due)
            send("VACUUM ANALYZE guest_link, workflow, workflow_step")
            send("CHECKPOINT")
            send("RESET statement_timeout")


def lines(run: Run) -> Iterator[Line]:
    links, due = run.size(1_000_000, 6_000), run.size(100_000, 1_200)
    with Stage() as stage, stage.settings():
        bind = stage.site("guestlink").bind
        make_large_site(bind, items=links // 3 + 1, links=links, entries=links // 10, now=datetime.now(UTC))
        with bind.begin() as connection:
            last = connection.execute(text("SELECT max(id) FROM workflow")).scalar_one()
        large = Due(bind, due, last)
        works = {work.__name__: work for work in (by_product, by_floor)}
        samples = take_turns({name: partial(large.measure, work) for name, work in works.items()}, run.rounds)
        yield Line(
            f"{due:,} due links of {links:,}",
            "a second",
            series(samples["by_product"], "rate"),
            series(samples["by_floor"], "rate"),
            "by one statement",
            (ratio_at_least(0.5),),
        )
