"""The steady load: owners and guests in processes of their own; at the end, everything that any of them was told."""

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
from tests.proofs.faults.owners import Did, Owner
from tests.proofs.storm import FORKED

GUESTS_A_PROCESS = 4
PROCESSES = 2
END_SECONDS = 300


@dataclass
class Journal:
    counted: "Counter[str]" = field(default_factory=Counter)
    watched: "Counter[int]" = field(default_factory=Counter)
    admitted: list[Admitted] = field(default_factory=list)
    # By the media item's id.
    did: dict[int, list[Did]] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    media: str
    email: str
    password: str
    switches: bool


@contextmanager
def load(address: str, items: list[Item], folder: Path) -> Iterator[Journal]:
    """People at work for as long as the block runs; the journal is complete after it."""
    journal, over, answers = Journal(), FORKED.Event(), FORKED.Queue()
    folder.mkdir(exist_ok=True)
    given: list[tuple[Any, ...]] = [(_owners, address, items, folder, over, answers)]
    given += [(_guests, address, folder, seed, over, answers) for seed in range(PROCESSES)]
    processes = [FORKED.Process(target=_in_settings, args=(dict(os.environ), *each)) for each in given]
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
        for note in folder.glob("*.link"):
            note.unlink()


def _collect(journal: Journal, answers: Any, count: int) -> None:
    deadline = time.monotonic() + END_SECONDS
    for _ in range(count):
        try:
            part: Journal = answers.get(timeout=max(1.0, deadline - time.monotonic()))
        except Empty:
            journal.counted["people who never ended"] += 1
            continue
        journal.counted += part.counted
        journal.watched += part.watched
        journal.admitted += part.admitted
        journal.did |= part.did


def _in_settings(environment: dict[str, str], work: Any, *arguments: Any) -> None:
    os.environ.update(environment)
    Thread(target=_end_with_the_rig, daemon=True).start()
    work(*arguments)


def _end_with_the_rig() -> None:
    """Nobody storms on for a rig that was killed."""
    rig = parent_process()
    assert rig is not None
    rig.join()
    os._exit(1)


def _together(people: list[Any], over: Any) -> None:
    threads = [Thread(target=person, args=(over,), daemon=True) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _owners(address: str, items: list[Item], folder: Path, over: Any, answers: Any) -> None:
    owners = [Owner(address, i.media, i.email, i.password, folder, switches=i.switches) for i in items]
    _together([owner.work for owner in owners], over)
    counted = sum((owner.counted for owner in owners), Counter())
    answers.put(Journal(counted, did={int(owner.media): owner.did for owner in owners}))


def _guests(address: str, folder: Path, seed: int, over: Any, answers: Any) -> None:
    groups = [Guests(address, folder, seed * 100 + number) for number in range(GUESTS_A_PROCESS)]
    _together([group.come for group in groups], over)
    journal = Journal()
    for group in groups:
        journal.counted += group.counted
        journal.watched += group.watched
        journal.admitted += group.admitted
    answers.put(journal)
