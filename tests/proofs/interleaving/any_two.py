"""Any two of the transactions on one media item, in some orders: neither caller is told of a fault, such as a deadlock.

The pairs of `all_pairs` say what both callers are told and what must hold afterwards. These are some thousands more,
for what nobody has thought of.
"""

import copy
from itertools import combinations_with_replacement
from pathlib import Path

from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS
from tests.proofs.interleaving.orders import some_orders
from tests.proofs.interleaving.proof import Findings
from tests.proofs.interleaving.stepper import Choose, Run, Stepper
from tests.proofs.scale import chosen
from tests.proofs.transactions import acts, guests, many, people, preparing
from tests.proofs.transactions.instants import EXPIRY, RETENTION
from tests.proofs.transactions.replacing import PLAYABLE, replace_rows
from tests.proofs.transactions.setup import Act, Prepare, Setup, prepared
from tests.proofs.transactions.snapshot import Snapshot
from tests.vocabulary.maker import Maker

ORDERS = 3
ACTS: dict[str, Act] = {
    "admit": acts.enter("one"),
    "load": acts.load(),
    "stay": acts.stay(played=True),
    "report": guests.report(),
    "leave": acts.leave,
    "enter instead": guests.enter_instead,
    "remove guest": acts.remove_guest(),
    "erase address": acts.erase_address,
    "create": acts.create_link,
    "invite": many.invite,
    "edit": acts.edit(clicks=9),
    "revive": acts.edit(ends_at=RETENTION, now=EXPIRY),
    "end link": acts.end_link,
    "end item": acts.end_item,
    "end many links": many.end_links,
    "delete link": acts.delete_link,
    "delete many links": many.delete_links,
    "turn on": acts.turn_on,
    "turn off": acts.turn_off,
    "turn the module off": acts.turn_module_off,
    "captions": acts.put_captions,
    "replace": replace_rows(),
    "replace at once": replace_rows(PLAYABLE),
    "publish": preparing.publish,
    "progress": preparing.report,
    "renew": preparing.renew,
    "make anew": preparing.make_anew,
    "delete media": acts.delete_media,
    "disable the owner": people.disable,
    "links stop": people.links_stop,
    "hand over": people.hand_over,
    "hand over all": people.hand_over_all,
    "new address": people.new_address,
    "choose a password": people.choose_password,
    "advance": acts.advance(now=RETENTION),
    **{name: acts.run_task(name, now=RETENTION) for name in MAINTENANCE_TASKS},
}
_USED = {"links": 2, "guests": 2, "visits": 2, "clicks": 5, "days": 1}
_PEOPLE = (people.add_heir, people.make_address)
SITES: dict[str, Prepare] = {
    "in use": prepared(*_PEOPLE, acts.move_first_link, **_USED),
    "off": prepared(*_PEOPLE, acts.move_first_link, acts.turned_off, acts.lose_file, **_USED),
    "ended": prepared(*_PEOPLE, acts.link_ended, acts.move_first_link, **_USED),
    "deleted": prepared(*_PEOPLE, acts.media_deleted, **_USED),
    "being prepared": prepared(*_PEOPLE, preparing.come_to_publishing, **_USED),
    "being replaced": prepared(*_PEOPLE, preparing.come_to_replacing, acts.move_first_link, **_USED),
    "prepared, and lost": prepared(*_PEOPLE, preparing.publish_and_lose, **_USED),
}


class AnyTwo:
    """On one of the sites."""

    def __init__(self, site: str, maker: Maker, stepper: Stepper, folder: Path) -> None:
        self.site, self.stepper = site, stepper
        self.setup: Setup = SITES[site](maker)
        self.snapshot = Snapshot(maker.bind, folder)

    def prove(self, scale: float, seed: int) -> Findings:
        found = Findings()
        for pair in chosen(list(combinations_with_replacement(self._possible(), 2)), scale, seed):
            for run in some_orders(lambda choose, pair=pair: self._run(pair, choose), ORDERS, seed):  # type: ignore[misc]
                found.orders += 1
                found.waited += run.waited
                if any(map(is_fault, run.outcomes)):
                    found.violations.append(f"{' / '.join(pair)}; told {run.outcomes}; {' | '.join(run.steps)}")
        return found

    def _possible(self) -> list[str]:
        """Those that this site has something for."""
        return [name for name in ACTS if not is_fault(self._run((name, name), _one_after_the_other).outcomes[0])]

    def _run(self, names: tuple[str, str], choose: Choose) -> Run:
        self.snapshot.restore()
        # An act may note in the setup what it has made.
        setup = copy.copy(self.setup)
        first, second = (ACTS[name] for name in names)
        return self.stepper.run((lambda bind: first(bind, setup), lambda bind: second(bind, setup)), choose)


def _one_after_the_other(_step: int, ready: list[int]) -> int:
    return ready[0]


def is_fault(told: str) -> bool:
    return told.startswith("error")
