"""Each fault at a tenth (GUESTLINK_PROOF_SCALE); in full by `python -m tests.proofs.faults`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import skip_unless_ci
from tests.proofs.faults.all_faults import BEATS, FAULTS, WEBS, WORKERS, make_fault
from tests.proofs.faults.rig import Rig
from tests.proofs.scale import SCALE
from tests.topology import servers

pytestmark = [pytest.mark.long, pytest.mark.faults, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    if missing := servers.missing():
        skip_unless_ci(f"not installed: {', '.join(missing)}")
    with Rig(tmp_path_factory.mktemp("faults"), webs=WEBS, workers=WORKERS, beats=BEATS) as started:
        yield started


@pytest.mark.parametrize("name", FAULTS)
def test_people_lose_nothing_by_this_fault(rig: Rig, name: str, environment: Path) -> None:
    """Only the figures tell how long it took: on a busy machine that proves nothing."""
    finding = make_fault(rig, name, SCALE)
    print(finding.row())  # noqa: T201 (`pytest -s` shows it)
    assert finding.holds, finding.row()
