"""What an owner does by one press: *Invite guests*, and ending or deleting many links at once."""

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.links import all_links, inviting
from models.plumbing import database
from models.tables import User
from tests.proofs.transactions.instants import SOON
from tests.proofs.transactions.setup import Setup
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker


def invite(bind: Engine, setup: Setup) -> str:
    """By an owner who was asked, and lets the links that were there be opened."""
    acts.do(Maker(bind), inviting.invite, setup.media_id, "A link", may_open=setup.link_ids, now=SOON)
    return "invited"


def end_links(bind: Engine, setup: Setup) -> str:
    with database.writing(bind) as db:
        all_links.end_links(db, _owner(db, setup), setup.link_ids, now=SOON)
    return "done"


def delete_links(bind: Engine, setup: Setup) -> str:
    with database.writing(bind) as db:
        all_links.delete_links(db, _owner(db, setup), reversed(setup.link_ids), now=SOON)
    return "done"


def _owner(db: Session, setup: Setup) -> User:
    return db.get_one(User, setup.owner_id)
