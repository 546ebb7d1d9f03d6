"""The servers of a benchmark: its own PostgreSQL on its own port in a temporary folder, and whatever a row adds to it.

PostgreSQL and SQLite wait for the disk at each commit, as they do on a site.
"""

import shutil
import subprocess
import sys
import tempfile
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from sqlalchemy import Engine

from models.plumbing.database import make_engine
from models.site import founding
from tests.topology import servers
from tests.topology.parts import Part, Supervisor
from tests.vocabulary.maker import Maker
from tests.vocabulary.settings_of import settings_of
from tests.vocabulary.tree import GUESTLINK
from tests.vocabulary.waiting import free_port, listens, wait_until

KEY = "a key of the benchmarks, long enough to be one"
START_SECONDS = 120.0
# The generator's client addresses come in X-Forwarded-For, so the limits of one address are on and never reached.
NGINX_BELIEVES = "127.0.0.1/32"


class Stage:
    """`missing`: the optional programs that this machine lacks; rows that need one are left out."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="guestlink-benchmark-"))
        # PostgreSQL runs as another user, who must reach its folder inside this one.
        self.folder.chmod(0o711)
        self.data = self.folder / "data"
        (self.data / "media").mkdir(parents=True)
        self.supervisor = Supervisor(self.folder)
        self.engines: dict[str, Engine] = {}

    def __enter__(self) -> Self:
        try:
            self.postgresql = servers.postgresql(self.folder)
            self.add(self.postgresql)
        except BaseException:
            self.supervisor.end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for engine in self.engines.values():
            engine.dispose()
        self.supervisor.end()

    def add(self, server: servers.Server) -> int:
        """Start its parts, and wait until it listens. Returns its port."""
        self.supervisor.add(*server.parts)
        self.supervisor.start(*(part.name for part in server.parts))
        name = server.parts[-1].name
        wait_until(f"{name} listens; logs in {self.folder}", lambda: listens(server.port), START_SECONDS)
        return server.port

    def stop(self, *names: str) -> None:
        self.supervisor.stop(*names)

    def settings(self) -> AbstractContextManager[None]:
        """In the block, this process has the settings of the sites of this stage."""
        return settings_of({"GUESTLINK_DATA": str(self.data), "GUESTLINK_SECRET_KEY": KEY})

    def address(self, database: str) -> str:
        """Of a database, as a setting. `sqlite`, or the name of one on PostgreSQL."""
        if database == "sqlite":
            return f"sqlite:///{self.data / 'guestlink.sqlite3'}"
        return f"postgresql://guestlink@127.0.0.1:{self.postgresql.port}/{database}"

    def site(self, database: str) -> Maker:
        """A new, migrated site on this database."""
        if database != "sqlite":
            self._create(database)
        engine = self.engines[database] = make_engine(self.address(database))
        founding.migrate(engine, now=datetime.now(UTC))
        return Maker(engine)

    def _create(self, database: str) -> None:
        program = servers.postgresql_program("createdb") or shutil.which("createdb") or "createdb"
        command = [program, "-h", "127.0.0.1", "-p", str(self.postgresql.port), "-U", "guestlink", database]
        wait_until(
            "PostgreSQL answers",
            lambda: (
                subprocess.run(command, capture_output=True, check=False, env=servers.clean_environment()).returncode
                == 0
            ),
        )

    def web(self, name: str, database: str, **settings: str) -> int:
        """One web process of the product. `settings` without GUESTLINK_, in lower case. Returns its port."""
        port = free_port()
        environment = servers.clean_environment() | {
            "GUESTLINK_DATA": str(self.data),
            "GUESTLINK_SECRET_KEY": KEY,
            "GUESTLINK_DATABASE_URL": self.address(database),
            "GUESTLINK_BIND": f"127.0.0.1:{port}",
            "GUESTLINK_TRUSTED_HOPS": "1",
        }
        environment |= {f"GUESTLINK_{key.upper()}": value for key, value in settings.items()}
        return self.add(servers.Server(port, [Part(name, [GUESTLINK, "web"], environment, self.folder)]))

    def python(self, name: str, *command: str, port: int, **environment: str) -> int:
        """A server of ours in a Python process."""
        part = Part(name, [sys.executable, *command], servers.clean_environment() | environment, self.folder)
        return self.add(servers.Server(port, [part]))

    def nginx(self, name: str, web_ports: list[int]) -> int:
        """nginx before these web processes, with the template of the product."""
        folder = self.folder / name
        folder.mkdir()
        folder.chmod(0o711)
        server = servers.nginx(folder, self.data, web_ports, NGINX_BELIEVES)
        server.parts[0].name = name
        return self.add(server)

    def redis_address(self) -> str:
        """Of one that counts for several web processes. Empty where Redis is not installed: then each counts alone."""
        if not shutil.which("redis-server"):
            return ""
        if "redis" not in self.supervisor.parts:
            self.redis_port = self.add(servers.redis(self.folder))
        return f"redis://127.0.0.1:{self.redis_port}/0"

    def pids(self, *names: str) -> list[int]:
        return [self.supervisor.parts[name].pid for name in names]
