"""What is written into the audit log (contract 12.47), and for how long (contract 12.53)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from models.config.settings import settings
from models.plumbing import database
from models.site import audit
from models.tables import AuditEntry, MediaItem
from tests.conftest import forget
from tests.vocabulary.acts import do, write
from tests.vocabulary.maker import NOW, Maker, after


def entries(maker: Maker) -> list[AuditEntry]:
    with database.reading(maker.bind) as db:
        return list(db.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def test_an_entry_holds_who_when_what_and_to_which_item_and_link(maker: Maker) -> None:
    write(maker, audit.note, "link_edited", user_id=5, media_id=6, link_id=7, detail="Webinar", now=NOW)
    (entry,) = entries(maker)
    written = (entry.user_id, entry.act, entry.media_id, entry.link_id, entry.detail, entry.at)
    assert written == (5, "link_edited", 6, 7, "Webinar", NOW)


@pytest.mark.parametrize(("length", "kept"), [(299, 299), (300, 300), (301, 300)])
def test_a_long_detail_is_cut(maker: Maker, length: int, kept: int) -> None:
    write(maker, audit.note, "role_set", user_id=None, detail="x" * length, now=NOW)
    assert [len(entry.detail) for entry in entries(maker)] == [kept]


def test_an_entry_for_each_item_holds_its_title(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "NOTED_AT_ONCE", 2)
    ids, heir = [maker.media() for _ in range(4)], "a" * 200
    with database.writing(maker.bind) as db:
        db.get_one(MediaItem, ids[0]).title = "x" * 200
    write(maker, audit.note_items, "media_handed_over", ids[:3], user_id=5, about=f" → {heir}", now=NOW)
    write(maker, audit.note_items, "access_off", ids[3:], user_id=None, now=after(1))
    write(maker, audit.note_items, "access_off", [], user_id=None, now=after(1))
    written = [(entry.act, entry.media_id, entry.user_id, entry.detail, entry.at) for entry in entries(maker)]
    handed = [
        ("media_handed_over", media_id, 5, detail, NOW)
        for media_id, detail in zip(ids, ["x" * 200 + " → " + "a" * 97, *[f"A title → {heir}"] * 2], strict=False)
    ]
    assert written == [*handed, ("access_off", ids[3], None, "A title", after(1))]


def fail_after_noting(maker: Maker) -> None:
    with database.writing(maker.bind) as db:
        audit.note(db, "access_off", user_id=None, media_id=1, now=NOW)
        raise RuntimeError


def test_an_act_that_fails_leaves_no_entry(maker: Maker) -> None:
    with pytest.raises(RuntimeError):
        fail_after_noting(maker)
    assert entries(maker) == []


def remove(maker: Maker, now: datetime, limit: int = 10) -> tuple[int, int]:
    swept = do(maker, audit.remove_old_audit_entries, now=now, limit=limit)
    return len(swept.ids), swept.backlog


def note_at(maker: Maker, *seconds: float) -> None:
    for each in seconds:
        write(maker, audit.note, "role_set", user_id=None, detail=str(each), now=after(each))


def test_entries_are_removed_when_two_years_are_over_the_oldest_first(maker: Maker) -> None:
    note_at(maker, 1, 0, 2, 0)
    over = NOW + timedelta(days=730)
    assert remove(maker, over - timedelta(seconds=1)) == (0, 0)
    assert remove(maker, over) == (2, 0)
    assert [entry.detail for entry in entries(maker)] == ["1", "2"]
    assert remove(maker, over + timedelta(seconds=1)) == (1, 0)
    assert [entry.detail for entry in entries(maker)] == ["2"]


def test_a_run_removes_as_many_as_it_may_and_says_how_many_are_left(maker: Maker) -> None:
    note_at(maker, 3, 2, 1)
    over = NOW + timedelta(days=731)
    assert remove(maker, over, limit=2) == (2, 1)
    assert [entry.detail for entry in entries(maker)] == ["3"]
    assert [remove(maker, over, limit=2), remove(maker, over, limit=2)] == [(1, 0), (0, 0)]


def test_a_setting_says_for_how_long(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUESTLINK_AUDIT_DAYS", "30")
    forget()
    assert settings().audit_days == 30
    note_at(maker, 0)
    assert remove(maker, NOW + timedelta(days=30, seconds=-1)) == (0, 0)
    assert remove(maker, NOW + timedelta(days=30)) == (1, 0)
