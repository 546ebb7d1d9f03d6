"""What owners see: signing in, their media and links, what they add and change, and what they are asked."""

from collections.abc import Callable

from sqlalchemy import select
from werkzeug.test import TestResponse

from models.media import rooms
from models.plumbing import database
from models.tables import GuestEntry
from tests.end_to_end.every_page.cast import CONCERT, FILM, LIVE, MUSIC, ROOM, Cast, send, send_whole
from tests.end_to_end.every_page.look import Look
from tests.vocabulary.site import now
from web.cli.demo import people

Opened = Callable[[Cast], TestResponse]
MORE = ".actions .drawer:last-of-type > summary"


def at(path: str) -> Opened:
    return lambda cast: cast.owner.get(path)


def of_link(end: str, name: str = people.FAMILY, media_id: int = FILM) -> Opened:
    """A page of a link, by the last part of its address."""
    return lambda cast: cast.owner.get(f"/media/{media_id}/guest-access/links/{cast.link(name).id}{end}")


def _refused_sign_in(cast: Cast) -> TestResponse:
    return send(cast.browser(), "/login", email=cast.louise.email, password="wrong")


def _nothing_yet(path: str) -> Opened:
    return lambda cast: cast.browser(cast.noa).get(path)


def _many(act: str) -> Opened:
    def opened(cast: Cast) -> TestResponse:
        ids = [cast.link(name).id for name in (people.FAMILY, people.CHOIR)]
        return cast.owner.get(f"/links/confirm?do={act}&link={ids[0]}&link={ids[1]}")

    return opened


def _of_item_that_is_off(end: str) -> Opened:
    def opened(cast: Cast) -> TestResponse:
        media_id = cast.item("Off")
        cast.new_link(media_id)
        cast.site.turn_off(media_id)
        return cast.owner.get(f"/media/{media_id}/guest-access{end}")

    return opened


def _of_new_item(end: str, kind: str = "video") -> Opened:
    return lambda cast: cast.owner.get(f"/media/{cast.item('Nothing yet', kind)}{end}")


def _channel_room(end: str) -> Opened:
    def opened(cast: Cast) -> TestResponse:
        with database.writing() as db:
            address = "https://meet.example.org/staff"
            room = rooms.add_room(
                db, owner_id=cast.louise.id, title="Staff room", join_url=address, channel=True, now=now()
            )
        return cast.owner.get(f"/media/{room.id}{end}")

    return opened


def _remove_guest(cast: Cast) -> TestResponse:
    with database.reading() as db:
        entries = select(GuestEntry.id).where(GuestEntry.link_id == cast.link(people.FAMILY).id)
        entry_id = db.scalars(entries.limit(1)).one()
    return cast.owner.get(f"/media/{FILM}/guests/{entry_id}/remove")


def _refused(page: str, to: str = "", **changed: str) -> Opened:
    """The only form of a page, with these fields wrong."""
    return lambda cast: send_whole(cast.owner, page, to, **changed)


def _part_refused(page: str, to: str, **fields: str) -> Opened:
    """One of several forms of a page."""
    return lambda cast: send(cast.owner, page, to, **fields)


def _link_changed_meanwhile(cast: Cast) -> TestResponse:
    link = cast.new_link(cast.item("Changed"))
    edit = f"/media/{link.media_id}/guest-access/links/{link.id}/edit"
    return send_whole(cast.owner, edit, name="Mine", shown_name="An older name")


LIBRARY = [
    Look("sign-in", lambda cast: cast.browser().get("/login")),
    Look("sign-in-refused", _refused_sign_in, 422),
    Look("my-media", at("/media")),
    Look("my-media-filters", at("/media"), pressed=(".filters summary",)),
    Look("my-media-found", at("/media?q=hills&sort=title")),
    Look("my-media-nothing-found", at("/media?q=nothing")),
    Look("my-media-empty", _nothing_yet("/media")),
    Look("all-links", at("/links")),
    Look("all-links-expired", at("/links?status=expired"), pressed=(".filters summary",)),
    Look("all-links-nothing-found", at("/links?q=nothing")),
    Look("all-links-empty", _nothing_yet("/links")),
    Look("all-links-end", _many("end")),
    Look("all-links-delete", _many("delete")),
    Look("media-video", at(f"/media/{FILM}")),
    Look("media-share", at(f"/media/{FILM}"), pressed=(".actions .drawer summary",)),
    Look("media-menu", at(f"/media/{FILM}"), pressed=(MORE,)),
    Look("media-window", at(f"/media/{FILM}"), pressed=(MORE, ".menu [data-window]")),
    Look("media-live", at(f"/media/{LIVE}")),
    Look("media-concert", at(f"/media/{CONCERT}")),
    Look("media-room", at(f"/media/{ROOM}")),
    Look("media-audio", at(f"/media/{MUSIC}")),
    Look("media-channel-room", _channel_room("")),
    Look("media-preview", at(f"/media/{FILM}/preview")),
    Look("media-preview-room", at(f"/media/{ROOM}/preview")),
    Look("media-delete", at(f"/media/{FILM}/delete")),
    Look("live-end", at(f"/media/{LIVE}/end-live")),
    Look("account", at("/account")),
    Look("account-refused", _part_refused("/account", "/account/password", current="", new=""), 422),
]
SHARING = [
    Look("invite", _of_new_item("/guest-access/invite")),
    Look("invite-opens-older", _of_item_that_is_off("/invite")),
    Look("link-in-hand", of_link("")),
    Look("link-in-hand-expired", of_link("", people.REHEARSAL, MUSIC)),
    Look("guest-access", at(f"/media/{FILM}/guest-access")),
    Look("guest-access-full", at(f"/media/{MUSIC}/guest-access"), pressed=(".row-actions .drawer summary",)),
    Look("guest-access-off", _of_item_that_is_off("")),
    Look("guest-access-empty", _of_new_item("/guest-access")),
    Look("guest-access-turn-off", at(f"/media/{FILM}/guest-access/off")),
    Look("link-new", at(f"/media/{FILM}/guest-access/new"), pressed=(".more summary",)),
    Look("link-new-full", at(f"/media/{MUSIC}/guest-access/new")),
    Look(
        "link-new-refused",
        _refused(f"/media/{FILM}/guest-access/new", f"/media/{FILM}/guest-access", name="", clicks="-1"),
        422,
    ),
    Look("link-edit", of_link("/edit")),
    Look("link-edit-expired", of_link("/edit", people.REHEARSAL, MUSIC)),
    Look("link-edit-changed-meanwhile", _link_changed_meanwhile, 409),
    Look("link-end", of_link("/end")),
    Look("link-delete", of_link("/delete")),
    Look("guests", at(f"/media/{FILM}/guests")),
    Look("guests-empty", _of_new_item("/guests")),
    Look("guests-of-link", of_link("/guests")),
    Look("guest-remove", _remove_guest),
]
ADDING = [
    Look("upload", at("/media/new")),
    Look("upload-refused", _part_refused("/media/new", "", title=""), 422),
    Look("replace", at(f"/media/new?replaces={FILM}")),
    Look("new-live", at("/media/new-live")),
    Look("new-live-refused", _refused("/media/new-live", title=""), 422),
    Look("new-room", at("/media/new-room")),
    Look("new-room-refused", _refused("/media/new-room", title="", join_url="nowhere"), 422),
    Look("edit-video", at(f"/media/{FILM}/edit")),
    Look("edit-live", at(f"/media/{CONCERT}/edit")),
    Look("edit-room", at(f"/media/{ROOM}/edit")),
    Look("edit-channel-room", _channel_room("/edit")),
    Look("edit-refused", _part_refused(f"/media/{FILM}/edit", "", title=""), 422),
    Look(
        "edit-refused-collaborator",
        _part_refused(f"/media/{FILM}/edit", f"/media/{FILM}/collaborators", do="add", email="x"),
        422,
    ),
]
OWNERS = [*LIBRARY, *SHARING, *ADDING]
