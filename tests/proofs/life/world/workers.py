"""What workers do, by the use-cases that their tasks call."""

from models.upkeep import running
from tests.proofs.life.world.world import World
from tests.vocabulary import acts


def run_task(world: World, name: str, statements: int | None = None) -> None:
    with world.killed_after(statements):
        running.run_task(name, now=world.now, bind=world.bind)


def deliver(world: World, workflow_id: int, statements: int | None = None) -> None:
    """Deliver the message of this workflow."""
    with world.killed_after(statements):
        acts.advance(world.maker, workflow_id, now=world.now)
