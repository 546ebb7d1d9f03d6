"""Editing an item: all of it at once, and tags as a whole."""

import pytest

from models import editing, marking
from models.editing import EditForm
from models.plumbing import db
from models.plumbing.errors import NotFound
from models.tables import MediaItem
from tests.making import Maker
from tests.models import acting


def edit(maker: Maker, media_id: int, *tags: str, title: str = "Another", visibility: str = "site") -> None:
    with db.writing(maker.bind) as session:
        editing.edit_media(session, media_id, EditForm(title, "Two\nlines", tags, visibility))


def tags(maker: Maker, media_id: int) -> list[str]:
    with db.reading(maker.bind) as session:
        return marking.tags_of(session, media_id)


def test_everything_typed_is_kept_and_no_other_item_changes(maker: Maker) -> None:
    media_id, other = maker.media(), maker.media()
    edit(maker, media_id, "b", "a")
    with db.reading(maker.bind) as session:
        items = [session.get_one(MediaItem, each) for each in (media_id, other)]
    assert [(item.title, item.description, item.visibility) for item in items] == [
        ("Another", "Two\nlines", "site"),
        ("A title", "", "private"),
    ]
    assert (tags(maker, media_id), tags(maker, other)) == (["a", "b"], [])


def test_tags_are_set_as_a_whole(maker: Maker) -> None:
    media_id, other = maker.media(), maker.media()
    for each in (media_id, other):
        edit(maker, each, "kept", "dropped")
    edit(maker, media_id, "kept", "new")
    assert tags(maker, media_id) == ["kept", "new"]
    edit(maker, media_id)
    assert (tags(maker, media_id), tags(maker, other)) == ([], ["dropped", "kept"])


def test_a_deleted_item_cannot_be_edited(maker: Maker) -> None:
    link = maker.link()
    acting.delete_media(maker, link)
    for media_id in (link.media_id, 999):
        with pytest.raises(NotFound):
            edit(maker, media_id)
