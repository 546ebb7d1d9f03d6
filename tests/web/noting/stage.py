"""A person who is signed in, what is theirs, and the forms that they send. What each leaves in the audit log is looked
up there."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models.plumbing import database
from models.tables import AuditEntry, GuestLink, MediaItem, User
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site
from tests.web.matrix import path_of

# What an entry tells of: the ids of an item and of a link.
About = tuple[int | None, int | None]


@dataclass(frozen=True)
class Sent:
    """`values` make the address. A field that holds bytes is a file. `about`: what each entry tells of, if that is not
    the item and the link of the address, or the newest ones there are."""

    values: dict[str, object] = field(default_factory=dict)
    fields: dict[str, object] = field(default_factory=dict)
    query: str = ""
    about: tuple[About, ...] | None = None


class Noted(NamedTuple):
    act: str
    user_id: int | None
    media_id: int | None
    link_id: int | None


@dataclass
class Stage:
    """`me` is an admin, who may do everything, and owns the items."""

    site: Site
    me: User
    client: FlaskClient
    clip: bytes

    def item(self, **made: object) -> int:
        return self.site.media(self.me, **made)  # type: ignore[arg-type]

    def link(self) -> GuestLink:
        return self.site.link(self.item())

    def person(self, role: str = "viewer") -> User:
        return self.site.maker.user(role)

    def inputs(self, path: str) -> dict[str, object]:
        return {**inputs(self.client.get(path).text)}

    def post(self, endpoint: str, sent: Sent, **changed: str) -> TestResponse:
        token = {"csrf_token": inputs(self.client.get("/account").text).get("csrf_token", "")}
        fields = {**token, **sent.fields, **changed}
        files = {name: (io.BytesIO(value), "x.mp4") for name, value in fields.items() if isinstance(value, bytes)}
        address = path_of(self.site, endpoint, sent.values) + sent.query
        answer = self.client.post(address, data=fields | files, buffered=True)
        answer.close()
        return answer

    def expected(self, acts: tuple[str, ...], sent: Sent) -> list[Noted]:
        about = sent.about or tuple(map(self._about(sent), acts))
        return [Noted(act, self.me.id, *each) for act, each in zip(acts, about, strict=True)]

    def _about(self, sent: Sent) -> Callable[[str], About]:
        """Of a form that belongs to an item, or makes one."""
        with database.reading() as db:
            items, links = (db.scalar(select(func.max(table.id))) for table in (MediaItem, GuestLink))

        def about(act: str) -> About:
            media_id = sent.values.get("media_id", items)
            return int(str(media_id)), int(str(sent.values.get("link_id", links))) if is_of_link(act) else None

        return about


def is_of_link(act: str) -> bool:
    return act.startswith("link_") or act == "guest_removed"


NOTHING: About = (None, None)


@dataclass(frozen=True)
class Form:
    """`does` is the value of its field `do`, if the page tells its forms apart by it. `acts`: what it leaves in the
    log, and `again`: what it leaves there when it is sent once more."""

    endpoint: str
    does: str
    acts: tuple[str, ...]
    make: Callable[[Stage], Sent]
    again: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.endpoint} {self.does} {' '.join(self.acts)}"


def noted() -> list[Noted]:
    """The audit log, oldest first."""
    columns = AuditEntry.act, AuditEntry.user_id, AuditEntry.media_id, AuditEntry.link_id
    with database.reading() as db:
        return [Noted(*row) for row in db.execute(select(*columns).order_by(AuditEntry.id))]
