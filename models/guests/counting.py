"""Adding visits to the views and plays of their items."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from models.tables import MediaItem

_ADD = (
    update(MediaItem)
    .where(MediaItem.id == bindparam("item"))
    .values(past_views=MediaItem.past_views + bindparam("views"), past_plays=MediaItem.past_plays + bindparam("plays"))
)


def add_to_items(db: Session, visits: Sequence[Any]) -> None:
    """`visits`: the item of each, and when it was first played. Call this in the transaction that removes them, so that
    each is counted once."""
    views = Counter(media_id for media_id, _ in visits)
    plays = Counter(media_id for media_id, played_at in visits if played_at is not None)
    # In the order of their ids, so that two workers do not wait for each other.
    totals = [{"item": item, "views": views[item], "plays": plays[item]} for item in sorted(views)]
    if totals:
        db.connection().execute(_ADD, totals)
