"""Kills web processes, workers and beats with SIGKILL, or restarts them one after the other."""

import random
import time
from functools import partial

from tests.proofs.faults.finding import Finding
from tests.proofs.faults.queued_workflows import QueuedWorkflows
from tests.proofs.faults.rig import Rig
from tests.vocabulary.waiting import wait_until


def kill_and_start(rig: Rig, name: str) -> None:
    """Start it again at once. A restart policy would wait before it does."""
    rig.site.kill(name)
    process = rig.site[name].process
    assert process is not None
    process.wait(30)
    rig.site.start(name)


def kill_webs(rig: Rig, scale: float) -> Finding:
    finding, generator = Finding("kill -9 of a web process in a storm of admissions"), random.Random(1)
    webs = rig.site.names("web")
    with rig.people(finding):
        # Fewer at small scales: each start of a web process takes 2.5 s of a core.
        for _ in range(max(5, round(1000 * scale**1.5))):
            # One must be left to serve while the killed one starts, otherwise no admission is going on.
            serving = wait_until("two serve", lambda: _at_least_two([web for web in webs if rig.serves(web)]))
            time.sleep(generator.random() * 0.3)
            kill_and_start(rig, generator.choice(serving))
            finding.times += 1
    return finding


def _at_least_two(names: list[str]) -> list[str]:
    return names if len(names) > 1 else []


def kill_workers(rig: Rig, scale: float) -> Finding:
    """As soon as each worker has run a step, kill all of them. One that lived on would empty the queue."""
    tasks, wanted = max(500, round(10_000 * scale)), max(6, round(200 * scale))
    finding, generator = Finding(f"kill -9 of a worker with {tasks} tasks queued"), random.Random(2)
    workers = rig.site.names("worker")
    rig.site.stop(*workers)
    with rig.people(finding):
        queued, during_tasks = QueuedWorkflows.make(rig, tasks), 0
        steps = {name: _count_steps(rig, name) for name in workers}
        rig.site.start(*workers)
        while finding.times < wanted:
            wait_until("all work, or all is done", lambda: _all_worked(rig, steps) or not queued.count_open(), 180)
            time.sleep(0.3 * generator.random())
            for name in workers:
                during_tasks += _count_steps(rig, name) > steps[name]
                steps[name] = _count_steps(rig, name)
                kill_and_start(rig, name)
                finding.times += 1
    finding.details["of them during tasks"] = during_tasks
    queued.check(finding)
    return finding


def _count_steps(rig: Rig, worker: str) -> int:
    """How many steps this worker has logged, over all its restarts."""
    return rig.site.log(worker).count('"a workflow step ran"')


def _all_worked(rig: Rig, steps: dict[str, int]) -> bool:
    return all(_count_steps(rig, name) > before for name, before in steps.items())


def kill_beats(rig: Rig, scale: float) -> Finding:
    beats = rig.site.names("beat")
    finding = Finding(f"{len(beats)} beats at once, and kill -9 of one after the other")
    with rig.people(finding):
        for number in range(max(3, round(30 * scale))):
            kill_and_start(rig, beats[number % len(beats)])
            finding.times += 1
            time.sleep(1)
    return finding


def restart_in_turn(rig: Rig, scale: float) -> Finding:
    finding = Finding("rolling restart of every web process and worker")
    with rig.people(finding):
        for _ in range(max(2, round(20 * scale))):
            for name in (*rig.site.names("web"), *rig.site.names("worker")):
                rig.restart(name)
                if name.startswith("web"):
                    wait_until(f"{name} serves", partial(rig.serves, name))
            finding.times += 1
    return finding
