"""The list of items that other people share with everybody on this site (contract 4.1)."""

import pytest

from models.media import listing
from models.plumbing import database
from models.tables import MediaCollaborator, MediaItem, User
from tests.vocabulary.maker import NOW, Maker


def share(maker: Maker, owner: User | None = None) -> int:
    media_id = maker.media(owner)
    with database.writing(maker.bind) as db:
        db.get_one(MediaItem, media_id).visibility = "site"
    return media_id


def shared_with(maker: Maker, user: User) -> list[int]:
    with database.reading(maker.bind) as db:
        return [item.id for item in listing.shared_with(db, user)]


def test_shared_items_of_others_are_listed_newest_first(maker: Maker) -> None:
    user = maker.user("viewer")
    maker.media()
    first, second, helps_with, deleted = (share(maker) for _ in range(4))
    share(maker, user)
    with database.writing(maker.bind) as db:
        db.add(MediaCollaborator(media_id=helps_with, user_id=user.id, email=user.email))
        db.get_one(MediaItem, deleted).deleted_at = NOW
    assert shared_with(maker, user) == [second, first]
    assert shared_with(maker, maker.user("admin")) == [], "an admin may edit all items, so none is only shared"


def test_at_most_max_shared_are_listed(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MAX_SHARED", 2)
    ids = [share(maker) for _ in range(3)]
    assert shared_with(maker, maker.user()) == ids[:0:-1]
