"""What is killed: what owners and admins do, and what a person does at a one-time address."""

from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from models.files import storage
from models.media import adding_recordings
from models.media import captions as media_captions
from models.plumbing import database
from models.recordings.inspected import Inspected
from tests.proofs.crash.scenario import Scenario
from tests.proofs.transactions import acts, many, people
from tests.proofs.transactions.acts import turned_off
from tests.proofs.transactions.instants import EXPIRY, RETENTION, SOON
from tests.proofs.transactions.replacing import replace_file
from tests.proofs.transactions.setup import Act, Setup, prepared
from tests.vocabulary.without_children import FOUND

# Of a disabled owner whose links stop.
stopped = prepared(people.links_stop, people.disabled, people.add_heir, guests=1, links=2)
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:01.000\nWelcome\n"


def import_video(clip: Path, inspected: Inspected) -> Act:
    def act(bind: Engine, setup: Setup) -> str:
        keeping = adding_recordings.keep_recording(clip, inspected, keep=storage.keep_copy)
        with keeping as kept, database.writing(bind) as db:
            owner_id = setup.link.media.owner_id
            adding_recordings.add_recording(db, kept, owner_id=owner_id, title="A holiday", now=SOON)
        return "imported"

    return act


def put_captions(bind: Engine, setup: Setup, content: bytes = CAPTIONS) -> str:
    """As the edit page does it: the file that is replaced is removed after the commit."""
    with media_captions.keep_captions(content) as captions, database.writing(bind) as db:
        replaced = media_captions.put_captions(db, setup.media_id, "en", captions, now=SOON)
    storage.discard(replaced)
    return "put"


def remove_captions(bind: Engine, setup: Setup) -> str:
    with database.writing(bind) as db:
        removed = media_captions.remove_captions(db, setup.media_id, "en")
    storage.discard(removed)
    return "removed"


def owners(clip: Path, inspected: Inspected) -> list[Scenario]:
    captioned = prepared(partial(put_captions, content=CAPTIONS * 2), guests=2, visits=1)
    watched = prepared(guests=1, visits=1)
    return [
        Scenario("create_link", prepared(links=2), acts.create_link, repeatable=False),
        Scenario("delete_link", prepared(guests=1), acts.delete_link),
        Scenario("edit_link", prepared(guests=1, clicks=2), acts.edit(clicks=1, name="Another", starts_at=EXPIRY)),
        Scenario("edit_link, revived", prepared(guests=1, days=1), acts.edit(ends_at=RETENTION, now=EXPIRY), at=EXPIRY),
        Scenario("end_link", prepared(guests=1, visits=1), acts.end_link),
        # Done again, it raises the play epochs again.
        Scenario("end_item", prepared(guests=1, visits=1, links=2), acts.end_item, repeatable=False),
        Scenario("remove_guest", prepared(guests=2, visits=1), acts.remove_guest()),
        Scenario("erase_address", prepared(guests=2), acts.erase_address),
        Scenario("turn_on_access", prepared(turned_off, guests=1), acts.turn_on),
        Scenario("turn_off_access", prepared(guests=1, visits=1), acts.turn_off),
        Scenario("delete_media", captioned, acts.delete_media),
        Scenario("switch_module", prepared(guests=1), acts.turn_module_off),
        Scenario("import a video", prepared(), import_video(clip, inspected), repeatable=False),
        Scenario("put captions", prepared(), put_captions, repeatable=False),
        Scenario("replace captions", captioned, put_captions),
        Scenario("remove captions", captioned, remove_captions),
        # Done again, it replaces the new file too.
        Scenario("replace the file", watched, replace_file(clip, inspected), repeatable=False),
        Scenario("replace the file, to be prepared", watched, replace_file(clip, FOUND), repeatable=False),
        Scenario("invite", prepared(turned_off, guests=1), many.invite),
        Scenario("end many links", prepared(guests=1, visits=1, links=2), many.end_links),
        Scenario("delete many links", prepared(guests=1, links=2), many.delete_links),
    ]


PEOPLE = (
    Scenario("disable an owner", prepared(people.links_stop, guests=1, links=2), people.disable),
    Scenario("hand over an item", stopped, people.hand_over),
    Scenario("hand over all", stopped, people.hand_over_all),
    Scenario("choose a password", prepared(people.make_address), people.choose_password, repeatable=False),
)
