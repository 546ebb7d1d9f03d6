"""Promises that the product and the model agree."""

from tests.proofs.life.promises.facts import facts_of_life
from tests.proofs.life.promises.promise import promise
from tests.proofs.life.promises.step import Step


@promise
def everything_is_as_the_model_says(step: Step) -> None:
    expected = facts_of_life(step.world, step.life)
    wrong = {what for what in expected.keys() | step.facts.keys() if expected.get(what) != step.facts.get(what)}
    assert not wrong, {what: (expected.get(what), step.facts.get(what)) for what in wrong}


@promise
def statuses_are_those_of_the_model(step: Step) -> None:
    expected = [step.life.status(number) for number in range(len(step.life.links))]
    assert [step.facts["link", number][0] for number in range(len(step.world.links))] == expected
