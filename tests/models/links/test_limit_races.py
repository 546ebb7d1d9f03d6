"""A limit that is edited while real processes enter: it is never passed, and never below the clicks that were spent
(contract 2.52). Counted are guest sessions and what guests were told, never the counter."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from models.errors import Invalid
from models.links import editing
from models.plumbing import database
from models.tables import GuestLink
from tests.proofs import storm
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker

PROCESSES, ROUNDS = 4, 3


def now() -> datetime:
    return datetime.now(UTC)


def set_limit(maker: Maker, link: GuestLink, limit: int) -> bool:
    """Returns whether it was accepted."""
    with database.reading(maker.bind) as db:
        shown = editing.fields_of(db.get_one(GuestLink, link.id))
    wanted = replace(shown, clicks=limit)
    try:
        acts.do(maker, editing.edit_link, link.id, shown=shown, wanted=wanted, now=now())
    except Invalid:
        return False
    return True


def edit_while_guests_enter(maker: Maker, link: GuestLink, over: Any) -> list[tuple[int, int]]:
    """Lower the limit to a few more than have entered, wait until they have, and raise it again. Returns each lowered
    limit, and how many sessions there were when it had been used up."""
    lowered = []
    try:
        for _ in range(ROUNDS):
            limit = 0
            while not limit or not set_limit(maker, link, limit):
                limit = len(storm.session_hashes(maker.bind, link.id)) + 3
            while len(storm.session_hashes(maker.bind, link.id)) < limit:
                time.sleep(0.01)
            # Whoever comes now is refused.
            time.sleep(0.2)
            lowered.append((limit, len(storm.session_hashes(maker.bind, link.id))))
            assert set_limit(maker, link, limit + 1000)
        assert set_limit(maker, link, len(storm.session_hashes(maker.bind, link.id)) + 1000)
    finally:
        over.set()
    return lowered


def test_a_limit_that_is_lowered_in_a_storm_is_never_passed(maker: Maker) -> None:
    link, over = maker.link(clicks=100_000, now=now()), storm.FORKED.Event()
    url = maker.bind.url.render_as_string(hide_password=False)
    with ThreadPoolExecutor(1) as owner:
        editing_link = owner.submit(edit_while_guests_enter, maker, link, over)
        answers = storm.run_together(PROCESSES, storm.enter_and_load_until, url, link.token_hash, over)
    lowered = editing_link.result()
    assert lowered == [(limit, limit) for limit, _ in lowered]
    assert len(lowered) == ROUNDS
    told = [attempt for attempts, _ in answers for attempt in attempts]
    admitted = {attempt.guest.session_hash for attempt in told if attempt.status == "admitted"}
    assert {attempt.status for attempt in told} == {"admitted", "limit_reached"}
    # No click was lost: each session is one that a guest was told of, and each of them can load the page.
    assert storm.session_hashes(maker.bind, link.id) == admitted
    assert all(acts.load(maker, attempt.guest, now=now()) for attempt in told if attempt.status == "admitted")
