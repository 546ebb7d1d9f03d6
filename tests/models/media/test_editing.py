"""Editing an item: all fields are saved together, unless somebody else has changed the item meanwhile."""

import pytest

from models.errors import ChangedMeanwhile, NotFound
from models.media import editing
from models.media import tags as media_tags
from models.media.editing import MediaChanges
from models.plumbing import database
from models.tables import MediaItem
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker


def edit(maker: Maker, media_id: int, *tags: str, title: str = "Another", visibility: str = "site") -> str:
    """Returns what the audit log is told."""
    with database.writing(maker.bind) as db:
        item = db.get(MediaItem, media_id)
        edition = editing.edition_of(db, item) if item else ""
        changes = MediaChanges(title, "Two\nlines", tags, visibility)
        edited = editing.edit_media(db, media_id, changes, edition=edition)
        assert edited.sets_visibility is ("visibility" in edited.told)
        return edited.told


def tags(maker: Maker, media_id: int) -> list[str]:
    with database.reading(maker.bind) as db:
        return media_tags.tags_of(db, media_id)


def test_everything_typed_is_kept_and_no_other_item_changes(maker: Maker) -> None:
    media_id, other = maker.media(), maker.media()
    edit(maker, media_id, "b", "a")
    with database.reading(maker.bind) as db:
        items = [db.get_one(MediaItem, each) for each in (media_id, other)]
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


def test_the_audit_log_is_told_what_has_changed(maker: Maker) -> None:
    media_id = maker.media()
    assert edit(maker, media_id) == "A title → Another · description · visibility"
    assert edit(maker, media_id) == ""
    assert edit(maker, media_id, "b", "a") == "Another · tags"
    assert edit(maker, media_id, "a", "b") == ""


@pytest.mark.parametrize(
    ("title", "tag", "visibility"), [("Another", "b", "site"), ("Other", "a", "site"), ("Another", "a", "private")]
)
def test_what_has_changed_since_the_form_was_opened_is_not_undone(
    maker: Maker, title: str, tag: str, visibility: str
) -> None:
    media_id, other = maker.media(), maker.media()
    edit(maker, media_id, "a")
    with database.reading(maker.bind) as db:
        opened = editing.edition_of(db, db.get_one(MediaItem, media_id))
    edit(maker, other, "b")
    edit(maker, media_id, tag, title=title, visibility=visibility)
    with pytest.raises(ChangedMeanwhile), database.writing(maker.bind) as db:
        editing.edit_media(db, media_id, MediaChanges("Mine", "", (), "site"), edition=opened)
    with database.reading(maker.bind) as db:
        item = db.get_one(MediaItem, media_id)
    assert (item.title, item.visibility) == (title, visibility)


def test_a_deleted_item_cannot_be_edited(maker: Maker) -> None:
    link = maker.link()
    acts.delete_media(maker, link)
    for media_id in (link.media_id, 999):
        with pytest.raises(NotFound):
            edit(maker, media_id)
