"""Every form with which an owner changes an item, a link or a guest."""

from datetime import timedelta

from sqlalchemy import select, update

from models.media import collaborators
from models.plumbing import database
from models.tables import GuestEntry, GuestLink, MediaCollaborator
from tests.vocabulary import pictures
from tests.vocabulary.live import live
from tests.vocabulary.rooms import room
from tests.vocabulary.site import CAPTIONS, Guest, now
from tests.vocabulary.unprepared import fail, unprepared
from tests.web.noting.stage import About, Form, Sent, Stage

LATER = "2031-05-06T07:08"
ROOM = "https://meet.example.org/Another"
ANNOUNCED: dict[str, object] = {"title": "A", "folder": "board"}


def of_item(media_id: int, /, **fields: object) -> Sent:
    return Sent({"media_id": media_id}, fields)


def of_link(link: GuestLink, /, **fields: object) -> Sent:
    return Sent({"media_id": link.media_id, "link_id": link.id}, fields)


def of_session(stage: Stage, /, **fields: object) -> Sent:
    """A live session that is still to come."""
    media_id = live(stage.site, stage.me, starts_at=now() + timedelta(days=1))
    return of_item(media_id, **stage.inputs(f"/media/{media_id}/edit") | fields)


def replacing(stage: Stage) -> Sent:
    media_id = stage.item()
    return Sent({}, {"file": stage.clip}, f"?replaces={media_id}", ((media_id, None),))


def captioned(stage: Stage) -> int:
    media_id = stage.item()
    stage.site.captions(media_id, "he")
    return media_id


def edited(stage: Stage, /, **changed: str) -> Sent:
    media_id = stage.item()
    return of_item(media_id, **stage.inputs(f"/media/{media_id}/edit") | {"visibility": "private"} | changed)


def with_collaborator(stage: Stage) -> Sent:
    media_id = stage.item()
    with database.writing() as db:
        collaborators.add_collaborator(db, media_id, "ada@example.com", by=stage.me)
        added = db.scalars(select(MediaCollaborator.id)).one()
    return of_item(media_id, do="remove", collaborator_id=str(added))


def off(stage: Stage) -> int:
    return stage.item(access=False)


def deleted_link(stage: Stage) -> Sent:
    link = stage.link()
    return Sent(
        {"media_id": link.media_id}, {"do": "delete", "link_id": str(link.id)}, about=((link.media_id, link.id),)
    )


def new_link(stage: Stage) -> Sent:
    media_id = stage.item()
    return of_item(media_id, **stage.inputs(f"/media/{media_id}/guest-access/new"))


def inviting(stage: Stage, *, access: bool) -> Sent:
    """Where access is off, an older link opens again."""
    media_id = stage.item(access=access)
    older = stage.site.link(media_id)
    with database.writing() as db:
        db.execute(update(GuestLink).where(GuestLink.id == older.id).values(click_limit=1, clicks=int(access)))
    return of_item(media_id, open=str(older.id))


def edited_link(stage: Stage) -> Sent:
    link = stage.link()
    page = f"/media/{link.media_id}/guest-access/links/{link.id}/edit"
    return of_link(link, **stage.inputs(page) | {"name": "Another"})


def many(stage: Stage, do: str) -> Sent:
    links = [stage.link(), stage.link()]
    about: tuple[About, ...] = tuple((link.media_id, link.id) for link in links)
    return Sent({}, {"do": do, "links": " ".join(str(link.id) for link in links)}, about=about)


def guest_of_link(stage: Stage) -> Sent:
    link = stage.link()
    Guest(stage.site.browser(), stage.site.address(link)).enter()
    with database.reading() as db:
        entry_id = db.scalars(select(GuestEntry.id)).one()
    return Sent({"media_id": link.media_id, "entry_id": entry_id}, about=((link.media_id, link.id),))


def failed(stage: Stage) -> Sent:
    media_id = unprepared(stage.site, stage.me)
    fail(media_id)
    return of_item(media_id)


def handed_over(stage: Stage) -> Sent:
    return of_item(stage.item(), email=stage.person("contributor").email, sure="yes")


ADDED, EDITED = ("media_added",), ("media_edited",)
FORMS = (
    Form("owner_uploads.upload", "", ADDED, lambda s: Sent({}, {"title": "A", "file": s.clip}), again=ADDED),
    Form("owner_uploads.upload", "", ("file_replaced",), replacing, again=("file_replaced",)),
    Form("owner_adding_live_sessions.new_live", "", ADDED, lambda _: Sent({}, ANNOUNCED), again=ADDED),
    Form("owner_adding_rooms.new_room", "", ADDED, lambda _: Sent({}, {"title": "A", "join_url": ROOM}), again=ADDED),
    Form("owner_live_sessions.move_start", "", ("live_start_set",), lambda s: of_session(s, starts_at=LATER)),
    Form("owner_live_sessions.start_now", "", ("live_started",), of_session),
    Form("owner_live_sessions.end_live", "", ("live_ended",), of_session),
    Form(
        "owner_remote_playlists.read_again",
        "",
        ("playlist_servers_set",),
        lambda s: of_item(live(s.site, s.me, remote=True)),
    ),
    Form(
        "owner_room_addresses.change_address",
        "",
        ("room_address_set",),
        lambda s: of_item(room(s.site, s.me), join_url=ROOM),
    ),
    Form(
        "owner_captions.change",
        "put",
        ("captions_added",),
        lambda s: of_item(s.item(), do="put", language="he", file=CAPTIONS),
        again=("captions_added",),
    ),
    Form(
        "owner_captions.change",
        "remove",
        ("captions_removed",),
        lambda s: of_item(captioned(s), do="remove", language="he"),
    ),
    Form(
        "owner_posters.change",
        "put",
        ("poster_set",),
        lambda s: of_item(s.item(), do="put", picture=pictures.picture("png")),
        again=("poster_set",),
    ),
    Form(
        "owner_posters.change",
        "frame",
        ("poster_set",),
        lambda s: of_item(s.item(content=s.clip), do="frame", at="0"),
        again=("poster_set",),
    ),
    Form("owner_posters.change", "remove", ("poster_removed",), lambda s: of_item(s.item(), do="remove")),
    Form("owner_editing.change", "", EDITED, lambda s: edited(s, title="Another")),
    Form("owner_editing.change", "", (*EDITED, "visibility_set"), lambda s: edited(s, visibility="site")),
    Form("owner_editing.hand_over", "", ("media_handed_over",), handed_over),
    Form(
        "owner_collaborators.change",
        "add",
        ("collaborator_added",),
        lambda s: of_item(s.item(), do="add", email="ada@example.com"),
    ),
    Form("owner_collaborators.change", "remove", ("collaborator_removed",), with_collaborator),
    Form("owner_recordings.prepare_again", "", ("workflow_retried",), failed),
    Form("owner_deleting.delete_media", "", ("media_deleted",), lambda s: of_item(s.item())),
    Form("owner_guest_access.change", "switch", ("access_on",), lambda s: of_item(off(s), do="switch", state="on")),
    Form("owner_guest_access.change", "switch", ("access_off",), lambda s: of_item(s.item(), do="switch", state="off")),
    Form(
        "owner_guest_access.change",
        "switch",
        ("access_ended",),
        lambda s: of_item(s.item(), do="switch", state="off", end="1"),
    ),
    Form("owner_guest_access.change", "create", ("link_created",), new_link),
    Form("owner_guest_access.change", "delete", ("link_deleted",), deleted_link),
    Form("owner_inviting.invite", "", ("link_created",), lambda s: inviting(s, access=True)),
    Form("owner_inviting.invite", "", ("access_on", "link_created"), lambda s: inviting(s, access=False)),
    Form("owner_link_editing.change", "", ("link_edited",), edited_link),
    Form("owner_link_ending.end", "", ("link_ended",), lambda s: of_link(s.link())),
    Form("owner_all_links.change", "end", ("link_ended",) * 2, lambda s: many(s, "end")),
    Form("owner_all_links.change", "delete", ("link_deleted",) * 2, lambda s: many(s, "delete")),
    Form("owner_guests.remove", "", ("guest_removed",), guest_of_link),
)
