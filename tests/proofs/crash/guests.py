"""What is killed: what guests do."""

from tests.proofs.crash.scenario import Scenario
from tests.proofs.transactions import acts, guests
from tests.proofs.transactions.acts import turned_off
from tests.proofs.transactions.setup import prepared
from tests.vocabulary.maker import after

watching, ended = prepared(guests=1, visits=2), prepared(turned_off, guests=1, visits=2)

GUESTS = (
    Scenario("admit", prepared(clicks=2), acts.enter("one")),
    Scenario("admit, the last click", prepared(clicks=1), acts.enter("one")),
    # Two transactions: the browser sends the form again until it has an answer.
    Scenario("admit somebody else", prepared(clicks=2, guests=1, visits=1), guests.enter_instead, atomic=False),
    Scenario("load the page", prepared(guests=1), acts.load(), repeatable=False),
    Scenario("load the page, refused", ended, acts.load()),
    Scenario("stay", watching, acts.stay(now=after(120))),
    Scenario("stay, played", watching, acts.stay(now=after(120), played=True)),
    Scenario("report", watching, guests.report(now=after(120))),
    Scenario("leave", watching, acts.leave),
)
