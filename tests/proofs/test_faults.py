"""Each fault at a fraction (GUESTLINK_PROOF_SCALE); in full by `python -m tests.proofs.faults`."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import skip_unless_ci
from tests.proofs.faults.all_faults import FAULTS, WEBS, WORKERS, strike
from tests.proofs.faults.rig import Ground
from tests.topology import servers

SCALE = float(os.environ.get("GUESTLINK_PROOF_SCALE", "0.1"))

pytestmark = [pytest.mark.long, pytest.mark.faults, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    if missing := servers.missing():
        skip_unless_ci(f"not installed: {', '.join(missing)}")
    with Ground(tmp_path_factory.mktemp("faults"), webs=WEBS, workers=WORKERS, beats=3) as begun:
        yield begun


@pytest.mark.parametrize("name", FAULTS)
def test_people_lose_nothing_by_this_fault(ground: Ground, name: str, environment: Path) -> None:
    """How long it took is told by the figures: on a machine that others use too it would be no proof."""
    finding = strike(ground, name, SCALE)
    print(finding.line())  # noqa: T201 (a row as in docs/figures/faults.md, for who asks pytest for it by -s)
    assert finding.holds, finding.line()
