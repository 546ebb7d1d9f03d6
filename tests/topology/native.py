"""The topology of docker-compose.yml as processes, with the same settings and the same template for nginx:

with Topology(webs=2, workers=2) as site:
    site.kill("web-1")            # kill -9; it is started again
    site.stop("rabbitmq")         # stays down until site.start("rabbitmq")
    site.freeze("redis"); site.thaw("redis")
"""

import json
import secrets
import shutil
import signal
import subprocess
import tempfile
import urllib.request
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Engine

from models.plumbing.database import make_engine
from tests.topology import servers
from tests.topology.parts import ROOT, Part, Supervisor
from tests.vocabulary.tree import GUESTLINK
from tests.vocabulary.waiting import free_port, listens, wait_until

# RabbitMQ takes 6 s on a quiet machine, and most of a minute on a crowded one.
START_SECONDS = 180.0
# As in docker-compose.yml.
COMMANDS = {"worker": ["worker", "--only", "maintenance"], "media-worker": ["worker", "--only", "media"]}


class Topology:
    def __init__(
        self,
        *,
        webs: int = 2,
        workers: int = 2,
        beats: int = 1,
        broker: str = "rabbitmq",
        s3: str = "",
        **settings: str,
    ) -> None:
        self.counts = {"web": webs, "worker": workers, "media-worker": 1, "beat": beats}
        # `s3` is the address of the media in the bucket of the settings (NGINX_S3).
        self.broker, self.s3 = broker, s3
        # Named without GUESTLINK_ and in lower case. They replace the settings of the topology.
        self.more = {f"GUESTLINK_{name.upper()}": value for name, value in settings.items()}
        self.folder = Path(tempfile.mkdtemp(prefix="guestlink-topology-"))
        # PostgreSQL runs as another user, who must reach its folder inside this one.
        self.folder.chmod(0o711)
        self.data, self.secrets = self.folder / "data", self.folder / "secrets"
        self.web_ports = [free_port() for _ in range(webs)]
        self.supervisor = Supervisor(self.folder)

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.supervisor.end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.supervisor.end()

    def _start(self) -> None:
        for folder in (self.data / "media", self.data / "live", self.secrets):
            folder.mkdir(parents=True)
        self.rabbitmq = servers.rabbitmq(self.folder) if self.broker == "rabbitmq" else None
        if self.rabbitmq:
            self._start_server(self.rabbitmq)
        self.redis = servers.redis(self.folder)
        self.redis_broker = (
            servers.redis(self.folder, "redis-broker", persistent=True) if self.broker == "redis" else None
        )
        self.postgresql = servers.postgresql(self.folder)
        for server in (self.redis, self.redis_broker, self.postgresql):
            if server:
                self._start_server(server)
        self.nginx = servers.nginx(self.folder, self.data, self.web_ports, s3=self.s3)
        self.supervisor.add(*self.nginx.parts)
        self.settings = self._settings()
        self._wait_for_port("postgres", self.postgresql.port)
        self._create_database()
        self.run("migrate")
        self._start_ours()

    def _start_server(self, server: servers.Server) -> None:
        self.supervisor.add(*server.parts)
        self.supervisor.start(*(part.name for part in server.parts))

    def _start_ours(self) -> None:
        for kind, count in self.counts.items():
            for number in range(1, count + 1):
                bind = {"GUESTLINK_BIND": f"127.0.0.1:{self.web_ports[number - 1]}"} if kind == "web" else {}
                environment = servers.clean_environment() | self.settings | bind
                command = [GUESTLINK, *COMMANDS.get(kind, [kind])]
                self.supervisor.add(Part(f"{kind}-{number}", command, environment, self.folder))
        self.supervisor.start(*(name for name in self.supervisor.parts if name not in {"epmd", "rabbitmq"}))
        for port in (*self.web_ports, self.nginx.port):
            self._wait_for_port("a server", port)
        wait_until("pages come through nginx", lambda: self.answers("/healthz"))
        if self.rabbitmq:
            self._wait_for_port("rabbitmq", self.rabbitmq.port)

    def _settings(self) -> dict[str, str]:
        brokers = {
            "rabbitmq": self.rabbitmq and f"amqp://guestlink:guestlink@127.0.0.1:{self.rabbitmq.port}//",
            "redis": self.redis_broker and f"redis://127.0.0.1:{self.redis_broker.port}/0",
        }
        files = {
            "secret_key": secrets.token_urlsafe(48),
            "database_url": f"postgresql://guestlink@127.0.0.1:{self.postgresql.port}/guestlink",
            "broker_url": brokers[self.broker] or "",
        }
        for name, text in files.items():
            (self.secrets / name).write_text(text)
        named = {f"GUESTLINK_{name.upper()}_FILE": str(self.secrets / name) for name in files}
        return named | {
            "GUESTLINK_DATA": str(self.data),
            "GUESTLINK_BASE_URL": self.address,
            "GUESTLINK_WEB_URL": f"http://127.0.0.1:{self.web_ports[0]}",
            "GUESTLINK_NGINX_URL": self.address,
            "GUESTLINK_RATE_LIMIT_URL": f"redis://127.0.0.1:{self.redis.port}/0",
            "GUESTLINK_TRUSTED_HOPS": "1",
            "GUESTLINK_ACCEL": "on",
            **self.more,
        }

    def __getitem__(self, name: str) -> Part:
        return self.supervisor.parts[name]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.nginx.port}"

    def names(self, kind: str) -> list[str]:
        return [f"{kind}-{number}" for number in range(1, self.counts[kind] + 1)]

    def kill(self, name: str) -> None:
        """kill -9 of this part and its children. The supervisor starts it again."""
        self[name].signal(signal.SIGKILL)

    def freeze(self, name: str) -> None:
        self[name].signal(signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        self[name].signal(signal.SIGCONT)

    def stop(self, *names: str, kill: bool = False) -> None:
        self.supervisor.stop(*names, kill=kill)

    def start(self, *names: str) -> None:
        self.supervisor.start(*names)

    def engine(self) -> Engine:
        return make_engine((self.secrets / "database_url").read_text().replace("postgresql", "postgresql+psycopg", 1))

    def run(self, *arguments: str, check: bool = True, **more: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of this site."""
        environment = servers.clean_environment() | self.settings | more
        done = subprocess.run(
            [GUESTLINK, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert not check or done.returncode == 0, done.stderr
        return done

    def command(self, *arguments: str) -> Any:
        """Run a command of this site, and return its JSON document."""
        return json.loads(self.run(*arguments, "--json").stdout)

    def log(self, name: str) -> str:
        return self[name].log.read_text(errors="replace")

    def successes(self, port: int | None = None) -> dict[str, int]:
        """How often each maintenance task has succeeded, as a web process says."""
        address = f"http://127.0.0.1:{port or self.web_ports[0]}/readyz"
        with urllib.request.urlopen(address, timeout=5) as answer:
            found: dict[str, int] = json.load(answer)["successes"]
        return found

    def answers(self, path: str) -> bool:
        try:
            with urllib.request.urlopen(self.address + path, timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _wait_for_port(self, what: str, port: int) -> None:
        wait_until(f"{what} listens on {port}; logs in {self.folder}", lambda: listens(port), START_SECONDS)

    def _create_database(self) -> None:
        program = servers.postgresql_program("createdb") or shutil.which("createdb") or "createdb"
        command = [program, "-h", "127.0.0.1", "-p", str(self.postgresql.port), "-U", "guestlink", "guestlink"]
        wait_until(
            "PostgreSQL answers", lambda: subprocess.run(command, capture_output=True, check=False).returncode == 0
        )
