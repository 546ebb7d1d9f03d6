"""Whole topologies, each begun once a run: their start is most of what their tests cost."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.plumbing import database
from tests.conftest import forget, lacking
from tests.end_to_end.conftest import browser_type_launch_args, opening  # noqa: F401 (fixtures)
from tests.topology import servers
from tests.topology.native import Topology
from tests.topology.parts import Supervisor
from tests.topology.sharing import Shared
from web.cli.demo.clip import make_clip

SECONDS_OF_A_START = 400


# Who needs no topology, only a file or one small server.
SMALL = {"test_compose.py", "test_counting.py"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whichever test comes first waits for a topology to start: the default run has no such minute to spare."""
    for item in items:
        if Path(__file__).parent in item.path.parents and item.path.name not in SMALL:
            item.add_marker(pytest.mark.timeout(SECONDS_OF_A_START))
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="session", autouse=True)
def _everything_is_here() -> None:
    if missing := servers.missing():
        lacking(f"not installed: {', '.join(missing)}")


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("clip") / "clip.mp4"
    make_clip(file, seconds=20)
    return file


@pytest.fixture(scope="package")
def over_rabbitmq() -> Iterator[Topology]:
    with Topology(webs=2, workers=2, beats=2) as site:
        yield site


@pytest.fixture(scope="package")
def over_redis() -> Iterator[Topology]:
    with Topology(webs=1, workers=2, beats=2, broker="redis") as site:
        yield site


@pytest.fixture
def site(over_rabbitmq: Topology) -> Topology:
    return over_rabbitmq


@pytest.fixture
def engine(site: Topology, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The site's database; this process has the settings of the site from here on."""
    for name, value in site.settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("GUESTLINK_SECRET_KEY")
    forget()
    return database.engine()


@pytest.fixture
def shared(site: Topology, engine: Engine, clip: Path) -> Shared:
    """An item with one link, of a new owner."""
    return Shared.make(site, engine, clip)


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    """For servers of one test alone."""
    begun = Supervisor(tmp_path / "reaped")
    yield begun
    begun.end()


@pytest.fixture
def begin(supervisor: Supervisor) -> Callable[[servers.Server], servers.Server]:
    def started(server: servers.Server) -> servers.Server:
        supervisor.add(*server.parts)
        supervisor.start(*(part.name for part in server.parts))
        return server

    return started
