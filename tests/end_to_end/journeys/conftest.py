"""One running demo for all journeys of a worker."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.journeys.site import Site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("journeys")
    with Site.running(folder / "data") as site:
        yield site
