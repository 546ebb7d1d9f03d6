"""Workers, by the use-cases that their tasks call."""

from models import maintenance
from models.advancing import advance_workflow
from models.plumbing import db
from tests.proofs.life.world.world import World


def run_chore(world: World, name: str, statements: int | None = None) -> None:
    with world.killed_after(statements):
        maintenance.run_chore(name, now=world.now, bind=world.bind)


def deliver(world: World, workflow_id: int, statements: int | None = None) -> None:
    with world.killed_after(statements):
        advance_workflow(lambda: db.writing(world.bind), workflow_id, clock=lambda: world.now)
