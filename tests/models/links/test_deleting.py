"""Deleting links: the token never works again, and the place is free for another link (contract 2.11, 2.27)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from models.errors import DoesNotAdmit, ThreeLinks
from models.links import deleting
from models.plumbing import database
from models.tables import GuestLink, Workflow
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


def test_deleting_a_link_frees_its_place_and_no_other(maker: Maker) -> None:
    media_id = maker.media()
    links = [maker.link(media_id) for _ in range(3)]
    acts.delete_link(maker, links[1])
    fresh = maker.link(media_id)
    assert acts.slots(maker, media_id) == {1: links[0].id, 2: fresh.id, 3: links[2].id}
    with pytest.raises(ThreeLinks):
        maker.link(media_id)


def test_a_deleted_link_never_works_again_and_the_others_notice_nothing(maker: Maker) -> None:
    media_id = maker.media()
    gone, other = maker.link(media_id), maker.link(media_id)
    guest, others = maker.enter(gone), maker.enter(other)
    acts.delete_link(maker, gone)
    acts.turn_on(maker, gone)
    with pytest.raises(DoesNotAdmit, match="deleted"):
        maker.enter(gone)
    assert acts.load(maker, guest) is None
    assert acts.load(maker, others)
    assert acts.load(maker, maker.enter(other))


def test_deleting_a_link_twice_is_safe(maker: Maker) -> None:
    link = maker.link()
    deleted = [acts.do(maker, deleting.delete_link, link.id, now=NOW + timedelta(hours=hours)) for hours in (0, 1)]
    assert deleted == [True, False]
    assert not acts.do(maker, deleting.delete_link, 999_999)
    with database.reading(maker.bind) as db:
        assert db.get_one(GuestLink, link.id).deleted_at == NOW
        assert db.scalars(select(Workflow.link_id)).all() == [link.id]


def test_a_deleted_link_cannot_be_given_its_place_back(maker: Maker) -> None:
    link = maker.link()
    acts.delete_link(maker, link)
    with pytest.raises(IntegrityError), database.writing(maker.bind) as db:
        db.execute(update(GuestLink).where(GuestLink.id == link.id).values(slot=1))
