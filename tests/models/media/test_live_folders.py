"""Whose folder the folder of a live session is (contract 9.3)."""

from threading import Thread

import pytest
from sqlalchemy import select

from models.config.settings import settings
from models.errors import Invalid
from models.media import deleting, live_sessions
from models.plumbing import database
from models.tables import MediaItem, User
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


def check_refused(maker: Maker, user: User) -> None:
    """Fails unless this person may not use the folder."""
    for folder in ("board", "BOARD"):
        with pytest.raises(Invalid, match="someone else"):
            maker.live(user, folder=folder)


def test_nobody_names_the_folder_of_somebody_else(maker: Maker) -> None:
    owner = maker.user()
    first = maker.live(owner)
    with pytest.raises(Invalid, match="someone else"):
        maker.live(folder="Board")
    assert maker.live(owner) > first, "one's own, for the next session"
    assert maker.live(folder="other") > first


def test_another_owner_may_use_a_folder_only_when_it_is_erased_and_empty(maker: Maker) -> None:
    """Otherwise its new owner could watch what somebody else's encoder wrote."""
    owner, other = maker.user(), maker.user()
    board = settings().live_folder / "board"
    board.mkdir(parents=True)
    (board / "a1.ts").write_text("x")
    first = maker.live(owner)
    acts.do(maker, deleting.delete_media, first)
    # The files are not erased yet.
    check_refused(maker, other)
    second = maker.live(owner)
    acts.sweep(maker)
    # The files stay, because their owner has named the folder again.
    check_refused(maker, other)
    acts.do(maker, deleting.delete_media, second)
    # Again the files are not erased yet.
    check_refused(maker, other)
    (board / "notes.txt").write_text("x")
    acts.sweep(maker)
    assert [entry.name for entry in board.iterdir()] == ["notes.txt"]
    # The files are erased, but something else is left in the folder.
    check_refused(maker, other)
    (board / "notes.txt").unlink()
    taken = maker.live(other, folder="Board")
    (board / "b1.ts").write_text("x")
    assert maker.live(other) > taken, "the folder is theirs now, even if it is not empty"
    # The folder no longer belongs to its first owner.
    check_refused(maker, owner)


def test_a_folder_that_nobody_named_may_hold_a_stream_already(maker: Maker) -> None:
    (settings().live_folder / "board").mkdir(parents=True)
    (settings().live_folder / "board" / "index.m3u8").write_text("x")
    assert maker.live()


def test_when_two_people_name_a_folder_at_once_the_second_waits_and_is_refused(maker: Maker) -> None:
    first, second = maker.user(), maker.user()
    refusals: list[str] = []

    def announce() -> None:
        try:
            maker.live(second)
        except Invalid as refusal:
            refusals.append(str(refusal))

    other = Thread(target=announce)
    with database.writing(maker.bind) as db:
        source = live_sessions.in_folder("board")
        live_sessions.add_live(db, owner_id=first.id, title="Board", source=source, starts_at=None, now=NOW)
        other.start()
        # Long enough to finish, if it did not wait for our commit.
        other.join(2)
        assert other.is_alive()
    other.join()
    assert refusals == ["This folder belongs to someone else’s live session"]
    with database.reading(maker.bind) as db:
        assert db.scalars(select(MediaItem.owner_id)).all() == [first.id]
