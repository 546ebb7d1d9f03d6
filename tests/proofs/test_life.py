"""A tenth of the lives (GUESTLINK_PROOF_SCALE); in full by `python -m tests.proofs.life`."""

import pytest

from tests.proofs.life import __main__ as life
from tests.proofs.life import running
from tests.proofs.life.counts import Counts
from tests.proofs.life.promises.all_promises import CHECKS
from tests.proofs.scale import SCALE, scaled
from tests.vocabulary.maker import Maker


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_every_promise_holds_after_every_step_of_every_life(maker: Maker) -> None:
    examples = scaled(running.EXAMPLES[maker.bind.dialect.name], SCALE, least=2)
    counts = running.run_lives(maker.bind, examples)
    assert counts.examples >= examples
    assert set(counts.by_promise) == set(CHECKS)
    assert min(counts.by_promise.values()) >= counts.steps
    assert counts.kills > 0


def test_a_database_whose_life_fails_has_a_row_and_so_has_the_next(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails_on_postgresql(database: str, _examples: int, counts: Counts) -> None:
        counts.steps = 7
        assert database == "sqlite", "a promise\nbroke | in two"

    monkeypatch.setattr(life, "run_lives_on", fails_on_postgresql)
    assert life.main(0.1) == 1
    printed = capsys.readouterr()
    assert "| postgresql | 0 | 7 | 0 | 0 | FAILS: AssertionError: a promise broke / in two" in printed.out
    assert "| sqlite | 0 | 7 | 0 | 0 | holds |" in printed.out
    assert "fails_on_postgresql" in printed.err
