"""The requests of guests that come often, each as one act of a guest in a visit."""

from collections.abc import Callable

from sqlalchemy import update

from models.plumbing import database
from models.tables import Visit
from models.tables.visit import SIGN_WRITTEN_EVERY
from tests.vocabulary.site import Guest, now
from web.guest.events import CONNECTED

Act = Callable[[Guest, str], None]


def watching(visitor: Guest) -> tuple[Guest, str]:
    visitor.enter()
    return visitor, visitor.watch()


def opens(guest: Guest, _visit: str) -> None:
    guest.client.delete_cookie("guestlink_guest", path=guest.address)
    assert "csrf_token" in guest.client.get(guest.address).text


def loads(guest: Guest, _visit: str) -> None:
    assert guest.client.get(guest.address).status_code == 200


def asks_head(guest: Guest, _visit: str) -> None:
    assert guest.client.head(guest.address).status_code == 200


def plays(guest: Guest, visit: str) -> None:
    assert guest.client.get(f"{visit}/video?ahead", headers={"Range": "bytes=0-"}).status_code == 206


def stays(guest: Guest, visit: str) -> None:
    assert guest.client.post(f"{visit}/alive").status_code == 200


def reports(guest: Guest, visit: str) -> None:
    sent = {"watched": "1", "parts": "1", "place": "1.5", "file": "1"}
    assert guest.client.post(f"{visit}/alive", data=sent).status_code == 200


def connects(guest: Guest, visit: str) -> None:
    """As the front passes it on, which then holds the stream open."""
    scope: dict[str, object] = {}
    guest.client.get(f"{visit}/events", environ_overrides={"asgi.scope": scope})
    assert CONNECTED in scope


def asks_for_playlist(guest: Guest, visit: str) -> None:
    assert guest.client.get(f"{visit}/live/index.m3u8").status_code == 200


def fetches_segment_ahead(guest: Guest, visit: str) -> None:
    assert guest.client.get(f"{visit}/live/a1.ts?ahead").status_code == 200


def plays_segment(guest: Guest, visit: str) -> None:
    assert guest.client.get(f"{visit}/live/a1.ts").status_code == 200


def leaves(guest: Guest, visit: str) -> None:
    assert guest.client.post(f"{visit}/leave").status_code == 200


def leaves_with_report(guest: Guest, visit: str) -> None:
    sent = {"watched": "1", "parts": "1", "place": "1.5", "file": "1"}
    assert guest.client.post(f"{visit}/leave", data=sent).status_code == 200


def is_silent(_guest: Guest, _visit: str) -> None:
    with database.writing() as db:
        db.execute(update(Visit).values(last_seen_at=now() - SIGN_WRITTEN_EVERY))


def nothing(_guest: Guest, _visit: str) -> None:
    pass
