"""The items of a list, for queries on them and on their links."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from models.plumbing.keyset import few_and_many
from models.plumbing.sweeping import among
from models.tables import GuestLink, MediaItem


@dataclass(frozen=True)
class Items:
    """`rows`: a query for their ids. `has_link`: whether a link is one of theirs, for a query on links."""

    rows: Select[int]
    has_link: ColumnElement[bool]


def items_of(lists: Sequence[Select[int]]) -> list[Items]:
    """Links are gone through in the order of the list, and the item of each is looked at."""
    return [Items(rows, rows.where(MediaItem.id == GuestLink.media_id).exists()) for rows in lists]


def few_or_all(db: Session, lists: Sequence[Select[int]]) -> list[Items]:
    """Lists with few items become one of their ids, so that only their links are looked at."""
    ids, many = few_and_many(db, lists, MediaItem.id)
    few = Items(select(MediaItem.id).where(among(MediaItem.id, ids)), among(GuestLink.media_id, ids))
    return [*([few] if ids else []), *items_of(many)]
