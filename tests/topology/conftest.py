"""Whole topologies. Each is started once a run, as their start takes most of the time of their tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.plumbing import database
from tests.conftest import forget, skip_unless_ci
from tests.end_to_end.conftest import browser_type_launch_args, open_screen  # noqa: F401 (fixtures)
from tests.topology import servers
from tests.topology.native import Topology
from tests.topology.parts import Supervisor
from tests.topology.sharing import Shared
from tests.vocabulary.clips import make_clip

SECONDS_OF_A_START = 400
# These need no topology, only a file or one small server. A test in them that needs one is `long` by itself.
SMALL = {"test_compose.py", "test_counting.py", "test_manual.py", "test_open_connections.py"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test of a topology waits a minute for its start, so these files are not in the default run."""
    for item in items:
        if Path(__file__).parent in item.path.parents and item.path.name not in SMALL:
            item.add_marker(pytest.mark.timeout(SECONDS_OF_A_START))
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="session", autouse=True)
def _servers_are_installed() -> None:
    if missing := servers.missing():
        skip_unless_ci(f"not installed: {', '.join(missing)}")


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
    """The database of the site. From here on, this process has the settings of the site."""
    for name, value in site.settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("GUESTLINK_SECRET_KEY")
    forget()
    return database.engine()


@pytest.fixture
def shared(site: Topology, engine: Engine, clip: Path) -> Shared:
    """A media item of a new owner, with one link."""
    return Shared.make(site, engine, clip)


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    """Runs the servers of a single test."""
    supervisor = Supervisor(tmp_path / "reaped")
    yield supervisor
    supervisor.end()


@pytest.fixture
def start_server(supervisor: Supervisor) -> servers.StartServer:
    def start(server: servers.Server) -> servers.Server:
        supervisor.add(*server.parts)
        supervisor.start(*(part.name for part in server.parts))
        return server

    return start
