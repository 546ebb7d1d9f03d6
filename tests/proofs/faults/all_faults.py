"""The one list of faults. The figures, the tests and the command read it."""

from collections.abc import Callable

from tests.proofs.faults import brokers, clocks, database, disks, failover, killing, slow_clients
from tests.proofs.faults.finding import Finding
from tests.proofs.faults.rig import Rig
from tests.vocabulary.settings_of import settings_of

WEBS = 3
WORKERS = 2
BEATS = 3

FAULTS: dict[str, Callable[[Rig, float], Finding]] = {
    "web-killed": killing.kill_webs,
    "worker-killed": killing.kill_workers,
    "postgres-immediate": database.restart,
    "postgres-terminated": database.terminate_connections,
    "postgres-failover": failover.fail_over,
    "cut-at-commit": database.cut_at_commit,
    "broker-refused": brokers.stop,
    "broker-silent": brokers.silence,
    "broker-frozen": brokers.freeze,
    "broker-full": brokers.fill,
    "redis-gone": brokers.break_redis,
    "messages": brokers.send_garbage,
    "beats": killing.kill_beats,
    "no-workers-for-a-day": clocks.stop_workers_for_a_day,
    "clocks": clocks.move_clocks,
    "disk-uploads": disks.fill_media_disk,
    "disk-database": disks.fill_database_disk,
    "slow-clients": slow_clients.add_slow_clients,
    "rolling": killing.restart_in_turn,
}


def make_fault(rig: Rig, name: str, scale: float) -> Finding:
    with settings_of(rig.site.settings):
        finding = FAULTS[name](rig, scale)
    finding.scale = scale
    return finding
