"""An attacker: one role with its own things, beside a victim whose things it must neither see nor change."""

from dataclasses import dataclass, field

from flask.testing import FlaskClient
from sqlalchemy import select, update

from models.files import unfinished
from models.plumbing import clock, database
from models.tables import GuestEntry, Module, User, UserGroup
from tests.proofs.fuzzing.forms import Kind, kinds_of_forms
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Guest, Site

ROLES = ("nobody", "guest", "viewer", "owner", "admin")
EMAIL_OF_VICTIMS_GUEST = "victoria.guest@example.net"


@dataclass
class Attacker:
    """`own` and `foreign`: the values of route parameters that name the attacker's things and the victim's. `secrets`:
    texts that no answer may contain."""

    client: FlaskClient
    own: dict[str, object]
    foreign: dict[str, object]
    secrets: set[str]
    csrf_token: str = ""
    # Each kind of form of this role, with a page that has it.
    kinds: dict[Kind, str] = field(default_factory=dict)

    @property
    def pages(self) -> list[str]:
        return list(dict.fromkeys(self.kinds.values()))

    @property
    def foreign_ids(self) -> dict[str, str]:
        """The ids of the victim's things, by those of the attacker's own."""
        return {str(self.own[name]): str(self.foreign[name]) for name in ("media_id", "link_id", "user_id", "group_id")}


def make_attacker(site: Site, role: str) -> Attacker:
    """A new attacker and victim. An earlier attacker may have turned modules off, so they are turned on first."""
    with database.writing() as db:
        db.execute(update(Module).values(enabled=True, permits="role", minimal_role="contributor"))
    attacker = _make_attacker(site, role)
    # Anybody who has the victim's link may enter by it, and that changes its clicks. So it is not among the addresses
    # that the attacker knows, and no answer may tell it.
    attacker.foreign["token"] = attacker.own["token"]
    # If the attacker is signed in, the sign-in page redirects to another one, which has a token too.
    page = attacker.client.get("/login", follow_redirects=True).text
    attacker.csrf_token = inputs(page)["csrf_token"]
    attacker.kinds = kinds_of_forms(site.app, attacker.client, attacker.own)
    return attacker


def _make_attacker(site: Site, role: str) -> Attacker:
    owner, victim = (site.maker.user("contributor") for _ in range(2))
    with database.writing() as db:
        db.add(group := UserGroup(name=f"Teachers of {victim.id}"))
        db.flush()
        group_id = group.id
    own, guest = _make_things(site, owner, group_id, email="dana@example.com")
    foreign, _ = _make_things(site, victim, group_id, email=EMAIL_OF_VICTIMS_GUEST)
    # The victim is signed in somewhere.
    site.secret_of(victim)
    secrets = {str(foreign["token"]), str(foreign["key"]), victim.email, EMAIL_OF_VICTIMS_GUEST, "$argon2id$"}
    if role == "nobody":
        unknown = foreign | {"token": "x", "key": "0" * 32}
        return Attacker(site.browser(), unknown, foreign, secrets | {str(own["token"])})
    if role == "guest":
        return Attacker(guest.client, own, foreign, secrets | {owner.email})
    person = owner if role == "owner" else site.maker.user(role)
    # An admin may see everything but the hash of a password.
    secrets = {"$argon2id$"} if role == "admin" else secrets
    return Attacker(site.signed_in(person), own, foreign, secrets)


def _make_things(site: Site, owner: User, group_id: int, *, email: str) -> tuple[dict[str, object], Guest]:
    """A media item with a link and a guest. Returns the values for the parameters of all routes, and the guest."""
    media_id = site.media(owner)
    site.captions(media_id)
    link = site.link(media_id)
    guest = Guest(site.browser(), site.address(link))
    guest.send(guest.form(), email=email)
    ids = {"media_id": media_id, "link_id": link.id, "user_id": owner.id, "group_id": group_id, "workflow_id": 1}
    with database.reading() as db:
        ids["entry_id"] = db.scalars(select(GuestEntry.id).where(GuestEntry.link_id == link.id)).one()
    words = {
        "ending": "csv",
        "slug": "invitetomedia",
        "role": "video",
        "name": "index.m3u8",
        "language": "en",
        "filename": "guestlink.css",
        "accent": "0a7d6c",
        "digest": "0" * 12,
        "kind": "svg",
        "upload_id": unfinished.begin(owner.id, length=9, title="A film", metadata="", now=clock.utcnow()).id,
    }
    token = guest.address.removeprefix("/g/")
    return {"token": token, "key": guest.watch().rpartition("/")[2], **ids, **words}, guest
