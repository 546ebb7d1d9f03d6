"""kill -9: of web processes in a storm of admissions, of workers with tasks queued, of beats; and rolling restarts."""

import random
import time
from functools import partial

from tests.proofs.faults.finding import Finding
from tests.proofs.faults.queued_workflows import Queued
from tests.proofs.faults.rig import Ground
from tests.vocabulary.waiting import wait_until


def again(ground: Ground, name: str) -> None:
    """kill -9, and begun again at once: a restart policy's pauses are not what is tried here."""
    ground.site.kill(name)
    process = ground.site[name].process
    assert process is not None
    process.wait(30)
    ground.site.start(name)


def web_killed(ground: Ground, scale: float) -> Finding:
    finding, chance = Finding("kill -9 of a web process in a storm of admissions"), random.Random(1)
    webs = ground.site.names("web")
    with ground.people(finding):
        # A 32nd at a tenth: each start of a web process takes 2.5 s of a core, and a hundred took a third of the whole.
        for _ in range(max(5, round(1000 * scale**1.5))):
            # There is no storm before nobody: one is left, while those before it are begun again.
            serving = wait_until("two serve", lambda: _two([web for web in webs if ground.listens(web)]))
            time.sleep(chance.random() * 0.3)
            again(ground, chance.choice(serving))
            finding.struck += 1
    return finding


def _two(names: list[str]) -> list[str]:
    return names if len(names) > 1 else []


def worker_killed(ground: Ground, scale: float) -> Finding:
    """All of them within a moment, as soon as each is at it: one that is left would empty the queue meanwhile."""
    tasks, wanted = max(500, round(10_000 * scale)), max(6, round(200 * scale))
    finding, chance = Finding(f"kill -9 of a worker with {tasks} tasks queued"), random.Random(2)
    workers = ground.site.names("worker")
    ground.site.stop(*workers)
    with ground.people(finding):
        queued, amid = Queued.make(ground, tasks), 0
        seen = {name: _steps(ground, name) for name in workers}
        ground.site.start(*workers)
        while finding.struck < wanted:
            wait_until("all work, or all is done", lambda: _all_took_steps(ground, seen) or not queued.left(), 180)
            time.sleep(0.3 * chance.random())
            for name in workers:
                amid += _steps(ground, name) > seen[name]
                seen[name] = _steps(ground, name)
                again(ground, name)
                finding.struck += 1
    finding.noted["of them amid tasks"] = amid
    queued.judge(finding)
    return finding


def _steps(ground: Ground, worker: str) -> int:
    """That it has told of, in all its lives."""
    return ground.site.log(worker).count('"a workflow step ran"')


def _all_took_steps(ground: Ground, seen: dict[str, int]) -> bool:
    return all(_steps(ground, name) > steps for name, steps in seen.items())


def beat_killed(ground: Ground, scale: float) -> Finding:
    beats = ground.site.names("beat")
    finding = Finding(f"{len(beats)} beats at once, and kill -9 of one after the other")
    with ground.people(finding):
        for number in range(max(3, round(30 * scale))):
            again(ground, beats[number % len(beats)])
            finding.struck += 1
            time.sleep(1)
    return finding


def rolling(ground: Ground, scale: float) -> Finding:
    finding = Finding("rolling restart of every web process and worker")
    with ground.people(finding):
        for _ in range(max(2, round(20 * scale))):
            for name in (*ground.site.names("web"), *ground.site.names("worker")):
                ground.restart(name)
                if name.startswith("web"):
                    wait_until(f"{name} serves", partial(ground.listens, name))
            finding.struck += 1
    return finding
