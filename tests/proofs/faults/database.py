"""PostgreSQL dies and returns, loses its connections, or is cut off just as it says that a transaction is committed."""

import random
import signal
import time

from sqlalchemy import text

from tests.proofs.faults.finding import Finding
from tests.proofs.faults.rig import Ground
from tests.vocabulary.waiting import wait_until


def accepts(ground: Ground) -> bool:
    try:
        with ground.engine.connect() as connection:
            return bool(connection.scalar(text("SELECT true")))
    except Exception:  # noqa: BLE001 (whatever it says while it starts)
        return False


def restarted(ground: Ground, scale: float) -> Finding:
    finding, chance = Finding("PostgreSQL restarted in immediate mode"), random.Random(3)
    postgres = ground.site["postgres"]
    with ground.people(finding):
        for _ in range(max(2, round(50 * scale))):
            process = postgres.process
            assert process is not None
            # As `pg_ctl stop -m immediate` does.
            process.send_signal(signal.SIGQUIT)
            process.wait(60)
            ground.site.start("postgres")
            began = time.monotonic()
            wait_until("PostgreSQL accepts", lambda: accepts(ground))
            finding.struck += 1
            wait_until("pages come", ground.answers)
            finding.recovered = max(finding.recovered, time.monotonic() - began)
            time.sleep(2 * chance.random())
    return finding


def terminated(ground: Ground, scale: float) -> Finding:
    finding = Finding("every connection of PostgreSQL terminated")
    others = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    killed = 0
    with ground.people(finding):
        for _ in range(max(5, round(200 * scale))):
            with ground.engine.connect() as connection:
                killed += connection.scalar(text(f"{others} AND application_name = 'guestlink'")) or 0
            finding.struck += 1
            time.sleep(0.5)
    finding.noted["connections"] = killed
    return finding


def cut_at_commit(ground: Ground, scale: float) -> Finding:
    """The web's connections go through a proxy that breaks off when the answer to a COMMIT, or to an admission, which
    commits by itself, is on its way back: done, and nobody was told."""
    finding = Finding("connection cut at COMMIT, and at the admission's answer")
    webs = ground.site.names("web")
    wanted = max(10, round(500 * scale))
    port, address = ground.site.postgresql.port, "postgresql://guestlink@127.0.0.1:{port}/guestlink"
    with (
        ground.led_through_a_proxy(webs, "GUESTLINK_DATABASE_URL_FILE", address, port) as proxy,
        ground.people(finding),
    ):
        proxy.cut_every = 4
        wait_until("enough was cut", lambda: proxy.cut >= wanted, 60 + 600 * scale)
        proxy.cut_every = 0
    finding.struck = proxy.cut
    return finding
