"""PostgreSQL fails over: the primary dies, its standby is promoted, and the old primary comes back as a standby, which
can only be read. All parts know both hosts, and none of them is restarted."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine, text

from models.plumbing.database import make_engine
from tests.proofs.faults.finding import Finding
from tests.proofs.faults.rig import Rig
from tests.topology.parts import Part
from tests.topology.servers import clean_environment, postgresql_program
from tests.vocabulary.waiting import free_port, wait_until

FIRST, SECOND = "postgres", "postgres-2"
BASE_BACKUP = ("-X", "stream", "-R", "-c", "fast", "--no-password", "-U", "guestlink", "-h", "127.0.0.1")


class Pair:
    """Two servers of one site. What one has committed, the other has too, before anybody is told."""

    def __init__(self, rig: Rig) -> None:
        self.rig, first = rig, rig.site[FIRST]
        self.ports = {FIRST: rig.site.postgresql.port, SECOND: free_port()}
        self.folders = {FIRST: rig.site.folder / "postgresql", SECOND: rig.site.folder / "postgresql-2"}
        renamed = {
            str(self.folders[FIRST]): str(self.folders[SECOND]),
            str(self.ports[FIRST]): str(self.ports[SECOND]),
        }
        command = [renamed.get(part, part) for part in first.command]
        second = Part(SECOND, command, clean_environment(), first.folder, user=first.user, ends_by=first.ends_by)
        rig.site.supervisor.add(second)
        self.primary = FIRST

    @property
    def standby(self) -> str:
        return SECOND if self.primary == FIRST else FIRST

    def address(self) -> str:
        hosts = ",".join(f"127.0.0.1:{port}" for port in self.ports.values())
        return f"postgresql://guestlink@{hosts}/guestlink"

    def ask(self, name: str, statement: str) -> object:
        """None if it does not answer."""
        engine: Engine = create_engine(
            f"postgresql+psycopg://guestlink@127.0.0.1:{self.ports[name]}/guestlink", isolation_level="AUTOCOMMIT"
        )
        try:
            with engine.connect() as connection:
                result = connection.execute(text(statement))
                return result.scalar() if result.returns_rows else True
        except Exception:  # noqa: BLE001 (it may be starting, or away)
            return None
        finally:
            engine.dispose()

    def attach_standby(self) -> None:
        """Copy the primary, and let the copy follow it. From then on, commits wait for both."""
        folder, user = self.folders[self.standby], self.rig.site[FIRST].user
        shutil.rmtree(folder, ignore_errors=True)
        program = postgresql_program("pg_basebackup") or "pg_basebackup"
        folder.mkdir(mode=0o700)
        if user:
            shutil.chown(folder, user, user)
        command = [program, *BASE_BACKUP, "-p", str(self.ports[self.primary]), "-D", str(folder)]
        subprocess.run(command, user=user, cwd="/", env=clean_environment(), check=True, capture_output=True)
        self.rig.site.start(self.standby)
        wait_until("the standby follows", lambda: self.ask(self.primary, "SELECT count(*) FROM pg_stat_replication"))
        self._wait_for_standby("*")

    def fail_over(self) -> None:
        """The primary dies, and its standby takes its place."""
        self.rig.site.stop(self.primary, kill=True)
        self.ask(self.standby, "SELECT pg_promote()")
        self.primary = self.standby
        wait_until("the standby is promoted", lambda: self.ask(self.primary, "SELECT NOT pg_is_in_recovery()"))

    def end(self) -> None:
        """Leave the first server alone, as it was before."""
        self._wait_for_standby("")
        self.rig.site.stop(SECOND)
        shutil.rmtree(self.folders[SECOND])

    def _wait_for_standby(self, names: str) -> None:
        self.ask(self.primary, f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
        self.ask(self.primary, "SELECT pg_reload_conf()")
        synchronous = "SELECT count(*) > 0 FROM pg_stat_replication WHERE sync_state = 'sync'"
        if names:
            wait_until("commits wait for the standby", lambda: self.ask(self.primary, synchronous))


@contextmanager
def knowing_both(rig: Rig, pair: Pair) -> Iterator[None]:
    """Web, workers and beats, and this process, know both hosts."""
    setting = "GUESTLINK_DATABASE_URL_FILE"
    file = rig.site.secrets / "database_url_of_both"
    file.write_text(pair.address())
    names = [name for kind in ("web", "worker", "beat") for name in rig.site.names(kind)]
    first_file, first_engine = rig.site.settings[setting], rig.engine
    rig.site.settings[setting], rig.engine = str(file), make_engine(pair.address())
    rig.set_environment(names, **{setting: str(file)})
    try:
        yield
    finally:
        rig.engine.dispose()
        rig.site.settings[setting], rig.engine = first_file, first_engine
        rig.set_environment(names, **{setting: first_file})


def fail_over(rig: Rig, scale: float) -> Finding:
    finding, pair = Finding("PostgreSQL fails over, and the old primary comes back read-only"), Pair(rig)
    pair.attach_standby()
    with knowing_both(rig, pair):
        starts = {name: rig.site[name].starts for name in rig.site.supervisor.parts}
        with rig.people(finding):
            # An even number, so that the first server is the primary again.
            for _ in range(2 * max(1, round(5 * scale))):
                pair.fail_over()
                began = time.monotonic()
                wait_until("pages come", rig.answers)
                rig.wait_for_guests(1)
                finding.recovered = max(finding.recovered, time.monotonic() - began)
                finding.times += 1
                parts = json.loads(rig.site.run("doctor", "--json", check=False).stdout)["parts"]
                finding.expect("the doctor's word", parts["database"]["trouble"], None)
                pair.attach_standby()
        ours = [name for name in starts if name.startswith(("web", "worker", "beat"))]
        restarted = [name for name in ours if rig.site[name].starts != starts[name]]
        finding.expect("restarted parts", restarted, [])
    pair.end()
    rig.engine.dispose()
    return finding
