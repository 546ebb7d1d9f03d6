"""So many lives on a site, each from an empty one."""

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Engine

from models.plumbing import database as plumbing_database
from tests.conftest import forget
from tests.proofs.life.counts import Counted
from tests.proofs.life.machine.machine import LifeMachine
from tests.proofs.life.world.world import World
from tests.proofs.sites import data_folder, site

EXAMPLES = {"sqlite": 300, "postgresql": 500}
STEPS = 40
# Shrinking takes minutes; what it cannot do without is the story, which is printed as it was lived.
PHASES = (Phase.generate, Phase.shrink) if os.environ.get("GUESTLINK_PROOF_SHRINK") else (Phase.generate,)


def lived(bind: Engine, examples: int, counted: Counted | None = None) -> Counted:
    """How much was lived, put into `counted` as it happens; raises with the shortest story when a promise breaks."""
    counted, world = counted or Counted(), World(bind)
    machine = type("LifeMachine", (LifeMachine,), {"world": world, "counted": counted})
    limits = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=PHASES,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    with world.doors():
        run_state_machine_as_test(machine, settings=limits)
    return counted


def lived_on(database: str, examples: int, counted: Counted) -> None:
    """With the product's own engine on a site of this run's, as a process of it would have."""
    with data_folder(RATE_LIMIT="off"), site(database) as maker:
        os.environ["GUESTLINK_DATABASE_URL"] = maker.bind.url.render_as_string(hide_password=False)
        forget()
        try:
            lived(plumbing_database.engine(), examples, counted)
        finally:
            del os.environ["GUESTLINK_DATABASE_URL"]
            forget()
