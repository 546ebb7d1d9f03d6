"""What the player of a guest reports, and how somebody else enters in the guest's browser."""

from datetime import datetime

from sqlalchemy import Engine

from models.guests import somebody_else, watching
from models.guests.watching import Report
from models.plumbing import database
from tests.proofs.transactions.acts import enter
from tests.proofs.transactions.instants import SOON
from tests.proofs.transactions.setup import Act, Setup
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker


def report(*, parts: int = 3, place: float = 0.5, now: datetime = SOON, leaves: bool = False) -> Act:
    def act(bind: Engine, setup: Setup) -> str:
        said = Report(1, parts, place, setup.file_id)
        with database.writing_at_once(bind) as db:
            watching.record_report(db, setup.entered[0], setup.visit_keys[0], said, now=now, leaves=leaves)
        return "reported"

    return act


def make_way(bind: Engine, setup: Setup) -> str:
    """The session of the first guest ends."""
    acts.do(Maker(bind), somebody_else.make_way, setup.entered[0], now=SOON)
    return "done"


def enter_instead(bind: Engine, setup: Setup) -> str:
    """As the web does it: somebody else is admitted, and then the session of the first guest ends."""
    enter("of somebody else")(bind, setup)
    return make_way(bind, setup)
