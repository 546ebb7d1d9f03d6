"""Editing an item: what a person has changed is saved, unless somebody else has changed the same meanwhile."""

from dataclasses import replace
from typing import Any

import pytest

from models.errors import ChangedMeanwhile, NotFound
from models.media import editing
from models.media import tags as media_tags
from models.media.editing import MediaFields
from models.plumbing import database
from models.tables import MediaItem
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker


def edit(maker: Maker, media_id: int, *tags: str, title: str = "Another", visibility: str = "site") -> str:
    """Returns what the audit log is told."""
    with database.writing(maker.bind) as db:
        item = db.get(MediaItem, media_id)
        wanted = MediaFields(title, "Two\nlines", tags, visibility)
        shown = editing.fields_of(db, item) if item else wanted
        edited = editing.edit_media(db, media_id, shown=shown, wanted=wanted)
        assert edited.sets_visibility is ("visibility" in edited.told)
        return edited.told


def save(maker: Maker, media_id: int, *, shown: MediaFields, wanted: MediaFields) -> None:
    with database.writing(maker.bind) as db:
        editing.edit_media(db, media_id, shown=shown, wanted=wanted)


def stored(maker: Maker, media_id: int) -> MediaFields:
    with database.reading(maker.bind) as db:
        return editing.fields_of(db, db.get_one(MediaItem, media_id))


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


OPENED = MediaFields("Another", "Two\nlines", ("a",), "site")


@pytest.mark.parametrize(
    ("field", "theirs", "mine"),
    [
        ("title", "Theirs", "Mine"),
        ("description", "Theirs", ""),
        ("tags", ("b",), ("c",)),
    ],
)
def test_what_somebody_else_has_changed_since_is_not_undone(maker: Maker, field: str, theirs: Any, mine: Any) -> None:
    media_id, other = maker.media(), maker.media()
    for each in (media_id, other):
        edit(maker, each, "a")
    now = replace(OPENED, **{field: theirs})
    save(maker, media_id, shown=OPENED, wanted=now)
    with pytest.raises(ChangedMeanwhile):
        save(maker, media_id, shown=OPENED, wanted=replace(OPENED, **{field: mine}))
    assert (stored(maker, media_id), stored(maker, other)) == (now, OPENED)


def test_two_people_change_different_fields_and_both_are_kept(maker: Maker) -> None:
    media_id = maker.media()
    edit(maker, media_id, "a")
    save(maker, media_id, shown=OPENED, wanted=replace(OPENED, description="Theirs", tags=("b",)))
    save(maker, media_id, shown=OPENED, wanted=replace(OPENED, title="Mine"))
    assert stored(maker, media_id) == MediaFields("Mine", "Theirs", ("b",), "site")


def test_the_same_form_may_be_sent_twice(maker: Maker) -> None:
    media_id = maker.media()
    edit(maker, media_id, "a")
    mine = replace(OPENED, title="Mine", tags=())
    for _ in range(2):
        save(maker, media_id, shown=OPENED, wanted=mine)
    assert stored(maker, media_id) == mine


def test_a_deleted_item_cannot_be_edited(maker: Maker) -> None:
    link = maker.link()
    acts.delete_media(maker, link)
    for media_id in (link.media_id, 999):
        with pytest.raises(NotFound):
            edit(maker, media_id)
