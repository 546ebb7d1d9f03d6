"""A tenth of the lives (GUESTLINK_PROOF_SCALE); in full by `python -m tests.proofs.life`."""

import os

import pytest

from tests.proofs.life import __main__ as life
from tests.proofs.life import running
from tests.proofs.life.counts import Counted
from tests.proofs.life.promises.all_promises import CHECKS
from tests.vocabulary.maker import Maker

SCALE = float(os.environ.get("GUESTLINK_PROOF_SCALE", "0.1"))


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_every_promise_holds_after_every_step_of_every_life(maker: Maker) -> None:
    examples = max(2, round(running.EXAMPLES[maker.bind.dialect.name] * SCALE))
    counted = running.lived(maker.bind, examples)
    assert counted.examples >= examples
    assert set(counted.by_promise) == set(CHECKS)
    assert min(counted.by_promise.values()) >= counted.steps
    assert counted.kills > 0


def test_a_life_that_fails_has_its_line_and_so_has_the_next(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails_on_postgresql(database: str, _examples: int, counted: Counted) -> None:
        counted.steps = 7
        assert database == "sqlite", "a promise\nbroke | in two"

    monkeypatch.setattr(life, "lived_on", fails_on_postgresql)
    assert life.main(0.1) == 1
    told = capsys.readouterr()
    assert "| postgresql | 0 | 7 | 0 | 0 | FAILS: AssertionError: a promise broke / in two" in told.out
    assert "| sqlite | 0 | 7 | 0 | 0 | holds |" in told.out
    assert "fails_on_postgresql" in told.err
