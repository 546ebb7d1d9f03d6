"""Whole rows of an item, its owner and the site. Somebody who may not change them leaves all columns as they are."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Executable, Select, select

from models.config.settings import settings
from models.plumbing import database
from models.tables import (
    Base,
    GuestEntry,
    GuestGroup,
    GuestLink,
    GuestMembership,
    GuestSession,
    LiveSession,
    MediaCollaborator,
    MediaFile,
    MediaItem,
    MediaLike,
    MediaTag,
    Module,
    Notice,
    OneTimeAddress,
    PermittedGroup,
    PermittedUser,
    Room,
    Site,
    SiteLogo,
    User,
    UserGroup,
    UserGroupMember,
    UserSession,
    Visit,
)
from models.tables.base import table_of

OF_SITE: tuple[type[Base], ...] = (
    *(Site, SiteLogo, Module, OneTimeAddress),
    *(UserGroup, UserGroupMember, PermittedUser, PermittedGroup),
)
OF_ITEM: tuple[type[Base], ...] = (
    *(GuestLink, MediaFile, MediaTag, MediaLike, MediaCollaborator, LiveSession, Room, Visit),
)
OF_LINK: tuple[type[Base], ...] = (GuestEntry, GuestSession, GuestGroup, GuestMembership)
OF_PERSON: tuple[type[Base], ...] = (UserSession, Notice)


def protected_rows(foreign: Mapping[str, object]) -> list[object]:
    """`foreign` names the item, one of its links, its owner, and an upload of theirs, as the routes do."""
    with database.reading() as db:
        rows = [sorted(str(tuple(row)) for row in db.execute(query)) for query in _queries(foreign)]
    of_upload = sorted(settings().arriving_folder.glob(f"*{foreign['upload_id']}*"))
    return [*rows, [(file.name, file.read_bytes()) for file in of_upload]]


def _queries(foreign: Mapping[str, object]) -> Iterator[Executable]:
    # All people: the rest of these rows, their own language and zone, is theirs to change.
    yield select(User.id, User.role, User.email, User.name, User.password_hash, User.disabled_at)
    yield _rows(User).where(User.id == foreign["user_id"])
    yield _rows(MediaItem).where(MediaItem.id == foreign["media_id"])
    yield from map(_rows, OF_SITE)
    for tables, column in ((OF_ITEM, "media_id"), (OF_LINK, "link_id"), (OF_PERSON, "user_id")):
        yield from (_rows(table).where(table_of(table).c[column] == foreign[column]) for table in tables)


def _rows(table: type[Base]) -> Select[Any]:
    return select(table_of(table))
