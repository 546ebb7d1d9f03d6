"""Every fault by its name: the table, the tests and the command read this one list."""

from collections.abc import Callable

from tests.proofs.faults import brokers, clocks, database, disks, killing, slow_clients
from tests.proofs.faults.finding import Finding
from tests.proofs.faults.rig import Ground

WEBS = 3
WORKERS = 2

FAULTS: dict[str, Callable[[Ground, float], Finding]] = {
    "web-killed": killing.web_killed,
    "worker-killed": killing.worker_killed,
    "postgres-immediate": database.restarted,
    "postgres-terminated": database.terminated,
    "cut-at-commit": database.cut_at_commit,
    "broker-refused": brokers.refused,
    "broker-silent": brokers.silent,
    "broker-frozen": brokers.frozen,
    "broker-full": brokers.full,
    "redis-gone": brokers.redis_gone,
    "messages": brokers.garbage,
    "beats": killing.beat_killed,
    "nobody-for-a-day": clocks.nobody_for_a_day,
    "clocks": clocks.off_by_a_day,
    "disk-uploads": disks.uploads,
    "disk-database": disks.of_the_database,
    "slow-clients": slow_clients.slow_clients,
    "rolling": killing.rolling,
}


def strike(ground: Ground, name: str, scale: float) -> Finding:
    finding = FAULTS[name](ground, scale)
    finding.scale = scale
    return finding
