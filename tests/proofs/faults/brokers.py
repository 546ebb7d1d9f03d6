"""The broker refuses, is silent, is frozen, while owners go on; Redis loses what it counted; messages of nobody."""

import subprocess
import time

from tests.proofs.faults.finding import Finding
from tests.proofs.faults.queued_workflows import Queued, publish
from tests.proofs.faults.rig import Ground
from tests.topology import servers
from tests.vocabulary.replies import ask

FULL_SECONDS = 60.0


def seconds(scale: float) -> float:
    return max(8.0, FULL_SECONDS * scale)


def refused(ground: Ground, scale: float) -> Finding:
    finding = Finding(f"broker stopped for {seconds(scale):.0f} s", struck=1)
    with ground.people(finding):
        ground.site.stop("rabbitmq", kill=True)
        time.sleep(seconds(scale))
        ground.site.start("rabbitmq")
    return finding


def frozen(ground: Ground, scale: float) -> Finding:
    finding = Finding(f"broker frozen (SIGSTOP) for {seconds(scale):.0f} s", struck=1)
    with ground.people(finding):
        ground.site.freeze("rabbitmq")
        time.sleep(seconds(scale))
        ground.site.thaw("rabbitmq")
    return finding


def full(ground: Ground, scale: float) -> Finding:
    """Above its mark of memory RabbitMQ takes connections and no message."""
    finding = Finding(f"broker full for {seconds(scale):.0f} s", struck=1)
    with ground.people(finding):
        _memory_mark(ground, "0.00001")
        time.sleep(seconds(scale))
        _memory_mark(ground, "0.4")
    return finding


def _memory_mark(ground: Ground, share: str) -> None:
    tool = servers.RABBITMQ.with_name("rabbitmqctl")
    environment = ground.site["rabbitmq"].environment
    command = [str(tool), "-n", environment["RABBITMQ_NODENAME"], "set_vm_memory_high_watermark", share]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=120)


def silent(ground: Ground, scale: float) -> Finding:
    """By a proxy: connections are accepted, those that stand stay, and nothing is ever said."""
    finding = Finding(f"broker silent for {seconds(scale):.0f} s", struck=1)
    parts = [*ground.site.names("worker"), *ground.site.names("beat")]
    assert ground.site.rabbitmq is not None
    port, address = ground.site.rabbitmq.port, "amqp://guestlink:guestlink@127.0.0.1:{port}//"
    with (
        ground.led_through_a_proxy(parts, "GUESTLINK_BROKER_URL_FILE", address, port) as proxy,
        ground.people(finding),
    ):
        proxy.silent = True
        time.sleep(seconds(scale))
        proxy.silent = False
    return finding


def redis_gone(ground: Ground, scale: float) -> Finding:
    import redis

    finding = Finding("Redis flushed, frozen and gone")
    # Throttles count in it; here they do.
    ground.with_setting(ground.site.names("web"), GUESTLINK_RATE_LIMIT="on")
    try:
        with ground.people(finding):
            for _ in range(max(1, round(10 * scale))):
                redis.Redis(port=ground.site.redis.port).flushall()
                ground.site.freeze("redis")
                statuses = {ask(ground.site.nginx.port, f"/g/nobody{number}").status for number in range(4)}
                ground.site.thaw("redis")
                ground.site.stop("redis", kill=True)
                statuses |= {ask(ground.site.nginx.port, f"/g/nobody{number}").status for number in range(4)}
                ground.site.start("redis")
                finding.struck += 1
                finding.expect("an unknown link without Redis", sorted(statuses), [404])
    finally:
        ground.with_setting(ground.site.names("web"), GUESTLINK_RATE_LIMIT="off")
    return finding


def garbage(ground: Ground, scale: float) -> Finding:
    count = max(50, round(1000 * scale))
    finding = Finding("poison, garbage and duplicated messages")
    with ground.people(finding):
        queued = Queued.make(ground, count)
        finding.struck += count
        nonsense: list[object] = [b"", b"{", b"\xff\xfe", b"[1,", b'"text"', b"null", b"[[], {}]", b"[" * 2000, b"{}"]
        nobody: list[object] = [["nobody"], [-1], [10**30], [None], [], [1, 2, 3], [{"a": 1}]]
        for _ in range(3):
            finding.struck += publish(ground, [[each] for each in reversed(queued.ids)])
        finding.struck += publish(ground, nonsense * (count // 10))
        finding.struck += publish(ground, nobody * (count // 10))
        finding.struck += publish(ground, [[1]] * (count // 10), task="os.system")
        finding.struck += publish(ground, [[1]] * (count // 10), task=None)
        finding.struck += publish(ground, [[each] for each in queued.ids], expires="yesterday", eta="never")
    queued.judge(finding)
    return finding
