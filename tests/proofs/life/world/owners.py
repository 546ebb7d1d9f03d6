"""What owners and the admin do, by the forms of their pages."""

from flask.testing import FlaskClient
from sqlalchemy import select

from models.people import user_sessions
from models.plumbing import database
from models.site import modules
from models.tables import MediaFile
from tests.proofs.life.world.world import World
from tests.vocabulary.pages import inputs


def add_item(world: World, owner: int | None) -> None:
    """Without an owner, a new one is made."""
    if owner is None:
        world.owners.append(world.maker.user(now=world.now))
        world.clients.append(world.app.test_client())
        owner = len(world.owners) - 1
    world.items.append(world.maker.media(world.owners[owner], access=False, now=world.now))
    world.owner_of.append(owner)
    with database.reading(world.bind) as db:
        name = select(MediaFile.stored_name).where(MediaFile.media_id == world.items[-1])
        world.files.append(db.scalars(name).one())
    world.set_file(len(world.items) - 1, True)


def sign_in(world: World, owner: int) -> FlaskClient:
    """The browser of this owner. Signed in anew each time, because months may have passed."""
    browser = world.clients[owner]
    with database.writing(world.bind) as db:
        secret = user_sessions.begin_session(db, world.owners[owner].id, browser="", now=world.now)
    with browser.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = secret, True
    return browser


def send(world: World, item: int, path: str, statements: int | None, **fields: object) -> int:
    """Send a form as the owner of this item. Returns the status."""
    browser = sign_in(world, world.owner_of[item])
    token = inputs(browser.get("/media").text)["csrf_token"]
    with world.killed_after(statements):
        address = f"/media/{world.items[item]}/{path}"
        return int(browser.post(address, data={"csrf_token": token, **fields}).status_code)


def switch_module(world: World, name: str, enabled: bool, statements: int | None) -> None:
    with world.killed_after(statements), database.writing(world.bind) as db:
        modules.switch_module(db, name, enabled=enabled)
