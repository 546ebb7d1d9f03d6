"""The broker is stopped, frozen, full or silent, or gets messages that are of no use. Redis loses its counts."""

import subprocess
import time

from tests.proofs.faults.finding import Finding
from tests.proofs.faults.queued_workflows import QueuedWorkflows, publish
from tests.proofs.faults.rig import Rig
from tests.topology import servers
from tests.vocabulary.replies import ask

SECONDS_AT_FULL_SCALE = 60.0


def seconds(scale: float) -> float:
    return max(8.0, SECONDS_AT_FULL_SCALE * scale)


def stop(rig: Rig, scale: float) -> Finding:
    finding = Finding(f"broker stopped for {seconds(scale):.0f} s", times=1)
    with rig.people(finding):
        rig.site.stop("rabbitmq", kill=True)
        time.sleep(seconds(scale))
        rig.site.start("rabbitmq")
    return finding


def freeze(rig: Rig, scale: float) -> Finding:
    finding = Finding(f"broker frozen (SIGSTOP) for {seconds(scale):.0f} s", times=1)
    with rig.people(finding):
        rig.site.freeze("rabbitmq")
        time.sleep(seconds(scale))
        rig.site.thaw("rabbitmq")
    return finding


def fill(rig: Rig, scale: float) -> Finding:
    """If RabbitMQ uses more memory than it may, it accepts connections but no messages."""
    finding = Finding(f"broker full for {seconds(scale):.0f} s", times=1)
    with rig.people(finding):
        _set_memory_limit(rig, "0.00001")
        time.sleep(seconds(scale))
        _set_memory_limit(rig, "0.4")
    return finding


def _set_memory_limit(rig: Rig, share: str) -> None:
    tool = servers.RABBITMQ.with_name("rabbitmqctl")
    environment = rig.site["rabbitmq"].environment
    command = [str(tool), "-n", environment["RABBITMQ_NODENAME"], "set_vm_memory_high_watermark", share]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=120)


def silence(rig: Rig, scale: float) -> Finding:
    """By a proxy that accepts connections and keeps them open, but answers nothing."""
    finding = Finding(f"broker silent for {seconds(scale):.0f} s", times=1)
    parts = [*rig.site.names("worker"), *rig.site.names("beat")]
    assert rig.site.rabbitmq is not None
    port, address = rig.site.rabbitmq.port, "amqp://guestlink:guestlink@127.0.0.1:{port}//"
    with rig.through_proxy(parts, "GUESTLINK_BROKER_URL_FILE", address, port) as proxy, rig.people(finding):
        proxy.silent = True
        time.sleep(seconds(scale))
        proxy.silent = False
    return finding


def break_redis(rig: Rig, scale: float) -> Finding:
    import redis

    finding = Finding("Redis flushed, frozen and gone")
    # Rate limits are counted in Redis. The rig runs without them, but this fault needs them.
    rig.set_environment(rig.site.names("web"), GUESTLINK_RATE_LIMIT="on")
    try:
        with rig.people(finding):
            for _ in range(max(1, round(10 * scale))):
                redis.Redis(port=rig.site.redis.port).flushall()
                rig.site.freeze("redis")
                statuses = _statuses_of_unknown_links(rig)
                rig.site.thaw("redis")
                rig.site.stop("redis", kill=True)
                statuses |= _statuses_of_unknown_links(rig)
                rig.site.start("redis")
                finding.times += 1
                finding.expect("an unknown link without Redis", sorted(statuses), [404])
    finally:
        rig.set_environment(rig.site.names("web"), GUESTLINK_RATE_LIMIT="off")
    return finding


def _statuses_of_unknown_links(rig: Rig) -> set[int]:
    return {ask(rig.site.nginx.port, f"/g/nobody{number}").status for number in range(4)}


def send_garbage(rig: Rig, scale: float) -> Finding:
    count = max(50, round(1000 * scale))
    finding = Finding("poison, garbage and duplicated messages")
    with rig.people(finding):
        queued = QueuedWorkflows.make(rig, count)
        finding.times += count
        garbage: list[object] = [b"", b"{", b"\xff\xfe", b"[1,", b'"text"', b"null", b"[[], {}]", b"[" * 2000, b"{}"]
        wrong_arguments: list[object] = [["nobody"], [-1], [10**30], [None], [], [1, 2, 3], [{"a": 1}]]
        for _ in range(3):
            finding.times += publish(rig, [[each] for each in reversed(queued.ids)])
        finding.times += publish(rig, garbage * (count // 10))
        finding.times += publish(rig, wrong_arguments * (count // 10))
        finding.times += publish(rig, [[1]] * (count // 10), task="os.system")
        finding.times += publish(rig, [[1]] * (count // 10), task=None)
        finding.times += publish(rig, [[each] for each in queued.ids], expires="yesterday", eta="never")
    queued.check(finding)
    return finding
