"""Owners and the admin, by the forms of their pages."""

from flask.testing import FlaskClient
from sqlalchemy import select

from models.people import user_sessions
from models.plumbing import database
from models.site import modules
from models.tables import MediaFile
from tests.proofs.life.world.world import World
from tests.vocabulary.pages import inputs


def add_item(world: World, owner: int | None) -> None:
    if owner is None:
        world.owners.append(world.maker.user(now=world.now))
        world.clients.append(world.app.test_client())
        owner = len(world.owners) - 1
    world.items.append(world.maker.media(world.owners[owner], access=False, now=world.now))
    world.owner_of.append(owner)
    with database.reading(world.bind) as db:
        mine = select(MediaFile.stored_name).where(MediaFile.media_id == world.items[-1])
        world.files.append(db.scalars(mine).one())
    world.place(len(world.items) - 1, True)


def client(world: World, owner: int) -> FlaskClient:
    """Signed in afresh: the clock may have run for months."""
    browser = world.clients[owner]
    with database.writing(world.bind) as db:
        secret = user_sessions.begin_session(db, world.owners[owner].id, browser="", now=world.now)
    with browser.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = secret, True
    return browser


def send(world: World, item: int, path: str, statements: int | None, **fields: object) -> int:
    """A form of the item's owner, sent as their page sends it."""
    mine = client(world, world.owner_of[item])
    token = inputs(mine.get("/media").text)["csrf_token"]
    with world.killed_after(statements):
        address = f"/media/{world.items[item]}/{path}"
        return int(mine.post(address, data={"csrf_token": token, **fields}).status_code)


def switch_module(world: World, name: str, enabled: bool, statements: int | None) -> None:
    with world.killed_after(statements), database.writing(world.bind) as db:
        modules.switch_module(db, name, enabled=enabled)
