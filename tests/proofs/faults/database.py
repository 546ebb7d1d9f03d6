"""PostgreSQL is restarted, loses its connections, or is cut off just as it reports a commit."""

import random
import signal
import time

from sqlalchemy import text

from tests.proofs.faults.finding import Finding
from tests.proofs.faults.rig import Rig
from tests.vocabulary.waiting import wait_until


def wait_for_postgresql(rig: Rig) -> None:
    wait_until("PostgreSQL accepts a connection and answers", lambda: _accepts(rig))


def _accepts(rig: Rig) -> bool:
    try:
        with rig.engine.connect() as connection:
            return bool(connection.scalar(text("SELECT true")))
    except Exception:  # noqa: BLE001 (it has many ways to say that it is starting)
        return False


def restart(rig: Rig, scale: float) -> Finding:
    finding, generator = Finding("PostgreSQL restarted in immediate mode"), random.Random(3)
    postgres = rig.site["postgres"]
    with rig.people(finding):
        for _ in range(max(2, round(50 * scale))):
            process = postgres.process
            assert process is not None
            # As `pg_ctl stop -m immediate` does.
            process.send_signal(signal.SIGQUIT)
            process.wait(60)
            rig.site.start("postgres")
            began = time.monotonic()
            wait_for_postgresql(rig)
            finding.times += 1
            wait_until("pages come", rig.answers)
            finding.recovered = max(finding.recovered, time.monotonic() - began)
            time.sleep(2 * generator.random())
    return finding


def terminate_connections(rig: Rig, scale: float) -> Finding:
    finding = Finding("every connection of PostgreSQL terminated")
    others = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    terminated = 0
    with rig.people(finding):
        for _ in range(max(5, round(200 * scale))):
            with rig.engine.connect() as connection:
                terminated += connection.scalar(text(f"{others} AND application_name = 'guestlink'")) or 0
            finding.times += 1
            time.sleep(0.5)
    finding.details["connections"] = terminated
    return finding


def cut_at_commit(rig: Rig, scale: float) -> Finding:
    """A proxy cuts connections of the web when the answer to a COMMIT, or to an admission, is on its way back. The
    transaction is committed, and nobody has been told."""
    finding = Finding("connection cut at COMMIT, and at the admission's answer")
    webs = rig.site.names("web")
    wanted = max(10, round(500 * scale))
    port, address = rig.site.postgresql.port, "postgresql://guestlink@127.0.0.1:{port}/guestlink"
    with rig.through_proxy(webs, "GUESTLINK_DATABASE_URL_FILE", address, port) as proxy, rig.people(finding):
        proxy.cut_every = 4
        wait_until("enough connections were cut", lambda: proxy.cut >= wanted, 60 + 600 * scale)
        proxy.cut_every = 0
    finding.times = proxy.cut
    return finding
