"""Workers, by the use-cases that their tasks call."""

from models.plumbing import database
from models.upkeep import running
from models.workflows.advancing import advance_workflow
from tests.proofs.life.world.world import World


def run_chore(world: World, name: str, statements: int | None = None) -> None:
    with world.killed_after(statements):
        running.run_chore(name, now=world.now, bind=world.bind)


def deliver(world: World, workflow_id: int, statements: int | None = None) -> None:
    with world.killed_after(statements):
        advance_workflow(lambda: database.writing(world.bind), workflow_id, clock=lambda: world.now)
