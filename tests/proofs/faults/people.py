"""People at work: owners and guests in processes of their own, and the journal of what they were told."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import parent_process
from pathlib import Path
from queue import Empty
from threading import Thread
from typing import Any

from tests.proofs.faults.guests import Admitted, Guests
from tests.proofs.faults.owners import Action, Owner
from tests.proofs.storm import FORKED

GUESTS_PER_PROCESS = 4
GUEST_PROCESSES = 2
END_SECONDS = 300


@dataclass
class Journal:
    """`actions`: those of each owner, by the id of the media item."""

    counts: Counter[str] = field(default_factory=Counter)
    byte_statuses: Counter[int] = field(default_factory=Counter)
    admitted: list[Admitted] = field(default_factory=list)
    actions: dict[int, list[Action]] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """A media item and its owner. `switches`: the owner turns access off and on."""

    media_id: int
    email: str
    password: str
    switches: bool


@contextmanager
def people_at_work(address: str, items: list[Item], folder: Path) -> Iterator[Journal]:
    """They work until the end of the block. After it, the journal is complete."""
    journal, over, answers = Journal(), FORKED.Event(), FORKED.Queue()
    folder.mkdir(exist_ok=True)
    given: list[tuple[Any, ...]] = [(_run_owners, address, items, folder, over, answers)]
    given += [(_run_guests, address, folder, seed, over, answers) for seed in range(GUEST_PROCESSES)]
    processes = [FORKED.Process(target=_run, args=(dict(os.environ), *each)) for each in given]
    for process in processes:
        process.start()
    try:
        yield journal
    finally:
        over.set()
        _collect(journal, answers, len(processes))
        for process in processes:
            process.join(10)
            process.kill()
        for file in folder.glob("*.link"):
            file.unlink()


def _collect(journal: Journal, answers: Any, count: int) -> None:
    deadline = time.monotonic() + END_SECONDS
    for _ in range(count):
        try:
            part: Journal = answers.get(timeout=max(1.0, deadline - time.monotonic()))
        except Empty:
            journal.counts["people who never ended"] += 1
            continue
        journal.counts += part.counts
        journal.byte_statuses += part.byte_statuses
        journal.admitted += part.admitted
        journal.actions |= part.actions


def _run(environment: dict[str, str], work: Any, *arguments: Any) -> None:
    os.environ.update(environment)
    Thread(target=_end_with_parent, daemon=True).start()
    work(*arguments)


def _end_with_parent() -> None:
    """Otherwise these people would go on after the rig is killed."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _run_threads(people: list[Any], over: Any) -> None:
    threads = [Thread(target=person.work, args=(over,), daemon=True) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _run_owners(address: str, items: list[Item], folder: Path, over: Any, answers: Any) -> None:
    owners = [Owner(address, i.media_id, i.email, i.password, folder, switches=i.switches) for i in items]
    _run_threads(owners, over)
    counts = sum((owner.counts for owner in owners), Counter())
    answers.put(Journal(counts, actions={owner.media_id: owner.actions for owner in owners}))


def _run_guests(address: str, folder: Path, seed: int, over: Any, answers: Any) -> None:
    groups = [Guests(address, folder, seed * 100 + number) for number in range(GUESTS_PER_PROCESS)]
    _run_threads(groups, over)
    journal = Journal()
    for group in groups:
        journal.counts += group.counts
        journal.byte_statuses += group.byte_statuses
        journal.admitted += group.admitted
    answers.put(journal)
