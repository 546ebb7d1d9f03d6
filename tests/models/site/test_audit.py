"""What is written into the audit log (contract 12.47)."""

import pytest
from sqlalchemy import select

from models.plumbing import database
from models.site import audit
from models.tables import AuditEntry
from tests.vocabulary.acts import write
from tests.vocabulary.maker import NOW, Maker


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


def fail_after_noting(maker: Maker) -> None:
    with database.writing(maker.bind) as db:
        audit.note(db, "access_off", user_id=None, media_id=1, now=NOW)
        raise RuntimeError


def test_an_act_that_fails_leaves_no_entry(maker: Maker) -> None:
    with pytest.raises(RuntimeError):
        fail_after_noting(maker)
    assert entries(maker) == []
