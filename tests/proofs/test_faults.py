"""A third of the faults, each at a tenth (GUESTLINK_PROOF_SCALE); in full by `python -m tests.proofs.faults`.

Each hour chooses other ones, unless GUESTLINK_PROOF_SEED is set.
"""

from collections.abc import Iterator

import pytest

from tests.conftest import skip_unless_ci
from tests.proofs.faults.all_faults import BEATS, FAULTS, WEBS, WORKERS, make_fault
from tests.proofs.faults.rig import Rig
from tests.proofs.scale import SCALE, chosen, seed_of_this_hour
from tests.topology import servers

pytestmark = [pytest.mark.long, pytest.mark.faults, pytest.mark.timeout(900)]

# Each fault takes its time however small the scale.
SHARE = min(1.0, 3 * SCALE)


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    if missing := servers.missing():
        skip_unless_ci(f"not installed: {', '.join(missing)}")
    with Rig(tmp_path_factory.mktemp("faults"), webs=WEBS, workers=WORKERS, beats=BEATS) as started:
        yield started


@pytest.mark.parametrize("name", chosen(list(FAULTS), SHARE, seed_of_this_hour()))
def test_people_lose_nothing_by_this_fault(rig: Rig, name: str) -> None:
    """How long it took is printed but not checked, because on a busy machine it proves nothing."""
    finding = make_fault(rig, name, SCALE)
    print(finding.row())  # noqa: T201 (`pytest -s` shows it)
    assert finding.holds, finding.row()
