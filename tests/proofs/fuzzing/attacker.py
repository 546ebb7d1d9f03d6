"""Who is in the fuzzer's play: a role's browser and what is its own, and a victim whose things are nobody else's."""

from dataclasses import dataclass, field

from flask.testing import FlaskClient
from sqlalchemy import select, update

from models.plumbing import database
from models.tables import GuestEntry, GuestLink, MediaCollaborator, MediaItem, Module, User, UserGroup
from tests.proofs.fuzzing.forms import pages_with_forms
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Guest, Site

ROLES = ("nobody", "guest", "viewer", "owner", "admin")
VICTIMS_GUEST = "victoria.guest@example.net"


@dataclass
class Cast:
    """A role's browser and what is its own; a victim, and what nobody but the victim and admins may see or change."""

    client: FlaskClient
    own: dict[str, object]
    strange: dict[str, object]
    secrets: set[str]
    token: str = ""
    forms: list[str] = field(default_factory=list)

    @property
    def strange_ids(self) -> list[str]:
        return [str(self.strange[name]) for name in ("media_id", "link_id", "user_id", "group_id")]


def _things(site: Site, owner: User, group_id: int, *, email: str) -> tuple[dict[str, object], Guest]:
    media_id = site.media(owner)
    site.captions(media_id)
    link = site.link(media_id)
    guest = Guest(site.browser(), site.address(link))
    guest.send(guest.form(), email=email)
    ids = {"media_id": media_id, "link_id": link.id, "user_id": owner.id, "group_id": group_id, "workflow_id": 1}
    words = {
        "slug": "invitetomedia",
        "role": "video",
        "name": "index.m3u8",
        "language": "en",
        "filename": "guestlink.css",
    }
    token = guest.address.removeprefix("/g/")
    return {"token": token, "key": guest.watch().rpartition("/")[2], **ids, **words}, guest


def cast(site: Site, role: str) -> Cast:
    """A new one, on a site whose modules are on whatever the admin before did."""
    with database.writing() as db:
        db.execute(update(Module).values(enabled=True, permits="role", minimal_role="contributor"))
    who = _cast(site, role)
    # Somebody else's link is no secret to who opens it; what hangs on it is.
    who.strange["token"] = who.own["token"]
    # Who is signed in is not shown the sign-in form.
    page = who.client.get("/login", follow_redirects=True).text
    who.token = inputs(page)["csrf_token"]
    who.forms = pages_with_forms(site.app, who.client, who.own)
    return who


def _cast(site: Site, role: str) -> Cast:
    mine, victim = (site.maker.user("contributor") for _ in range(2))
    with database.writing() as db:
        db.add(group := UserGroup(name=f"Teachers of {victim.id}"))
        db.flush()
        group_id = group.id
    own, guest = _things(site, mine, group_id, email="dana@example.com")
    strange, _ = _things(site, victim, group_id, email=VICTIMS_GUEST)
    secrets = {str(strange["token"]), str(strange["key"]), victim.email, VICTIMS_GUEST, "$argon2id$"}
    if role == "nobody":
        return Cast(site.browser(), strange | {"token": "x", "key": "0" * 32}, strange, secrets | {str(own["token"])})
    if role == "guest":
        return Cast(guest.client, own, strange, secrets | {mine.email})
    person = mine if role == "owner" else site.maker.user(role)
    # An admin may see all of it, and change it, but the hash of a password.
    shown = {"$argon2id$"} if role == "admin" else secrets
    return Cast(site.signed_in(person), own, strange, shown)


def others(who: Cast) -> list[object]:
    """All that this role may not change."""
    strangers = MediaItem.id == who.strange["media_id"]
    of_link = GuestLink.id == who.strange["link_id"]
    asked = [
        select(MediaItem.title, MediaItem.visibility, MediaItem.guest_access, MediaItem.deleted_at).where(strangers),
        select(GuestLink.name, GuestLink.clicks, GuestLink.click_limit, GuestLink.deleted_at).where(of_link),
        select(GuestEntry.name, GuestEntry.email).where(GuestEntry.link_id == who.strange["link_id"]),
        select(MediaCollaborator.user_id).where(MediaCollaborator.media_id == who.strange["media_id"]),
        select(User.id, User.role, User.email, User.name, User.password_hash, User.disabled_at).order_by(User.id),
        select(Module.name, Module.enabled, Module.minimal_role).order_by(Module.name),
        select(UserGroup.id, UserGroup.name).order_by(UserGroup.id),
    ]
    with database.reading() as db:
        return [[tuple(row) for row in db.execute(each)] for each in asked]
