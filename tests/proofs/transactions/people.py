"""What admins do to people and their items, and what a person does at a one-time address."""

from sqlalchemy import Engine

from models.media import handing_over
from models.people import accounts, choosing_password, resetting, stopping
from tests.proofs.transactions.acts import call
from tests.proofs.transactions.instants import SOON
from tests.proofs.transactions.setup import Setup
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

disable = call(accounts.disable_user, "owner_id")
disabled = call(accounts.disable_user, "owner_id", now=NOW)


def links_stop(bind: Engine, _setup: Setup) -> str:
    """The setting: the guest links of disabled owners stop."""
    acts.write(Maker(bind), stopping.set_links_stop, stop=True)
    return "done"


def add_heir(bind: Engine, setup: Setup) -> None:
    setup.heir = Maker(bind).user().email


def hand_over(bind: Engine, setup: Setup) -> str:
    acts.write(Maker(bind), handing_over.hand_over, setup.media_id, email=setup.heir)
    return "done"


def hand_over_all(bind: Engine, setup: Setup) -> str:
    acts.write(Maker(bind), handing_over.hand_over_all, setup.owner_id, email=setup.heir)
    return "done"


def make_address(bind: Engine, setup: Setup) -> str:
    """Where the owner chooses a new password."""
    made = acts.do(Maker(bind), resetting.make_reset_address, setup.owner_id)
    setup.secret = made.url.rpartition("/")[2]
    return "made"


def new_address(bind: Engine, setup: Setup) -> str:
    """Instead of the one that was made before."""
    acts.do(Maker(bind), resetting.make_reset_address, setup.owner_id, now=SOON)
    return "made"


def choose_password(bind: Engine, setup: Setup) -> str:
    acts.do(Maker(bind), choosing_password.choose_password, setup.secret, "the hash of a password", now=SOON)
    return "chosen"
