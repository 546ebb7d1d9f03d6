"""Runs random lives, one after the other, on one site. It is emptied before each."""

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Engine

from models.plumbing import database as plumbing_database
from tests.conftest import forget
from tests.proofs.life.counts import Counts
from tests.proofs.life.machine.machine import LifeMachine
from tests.proofs.life.world.world import World
from tests.proofs.sites import data_folder, site

EXAMPLES = {"sqlite": 300, "postgresql": 500}
STEPS = 40
# Shrinking a life that failed takes minutes. The steps of the life are printed without it, too.
PHASES = (Phase.generate, Phase.shrink) if os.environ.get("GUESTLINK_PROOF_SHRINK") else (Phase.generate,)


def run_lives(bind: Engine, examples: int, counts: Counts | None = None) -> Counts:
    """Counts are added to `counts` after each step. Raises when a promise is broken, with the steps of that life."""
    counts, world = counts or Counts(), World(bind)
    machine = type("LifeMachine", (LifeMachine,), {"world": world, "counts": counts})
    limits = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=PHASES,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    with world.clock_and_logs():
        run_state_machine_as_test(machine, settings=limits)
    return counts


def run_lives_on(database: str, examples: int, counts: Counts) -> None:
    """On a new site on this database, with the engine that the product makes from its settings."""
    with data_folder(RATE_LIMIT="off"), site(database) as maker:
        os.environ["GUESTLINK_DATABASE_URL"] = maker.bind.url.render_as_string(hide_password=False)
        forget()
        try:
            run_lives(plumbing_database.engine(), examples, counts)
        finally:
            # Its connections are closed before the database is dropped.
            forget()
