"""Handing over: to whom, and what goes with an item (contract 12.32). See also tests/models/people/test_stopping.py."""

import pytest

from models.errors import Invalid
from models.media import handing_over
from models.people import accounts, stopping
from models.plumbing import database
from models.tables import MediaItem
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker


def owners_of(maker: Maker, *media_ids: int) -> list[int]:
    with database.reading(maker.bind) as db:
        return [db.get_one(MediaItem, media_id).owner_id for media_id in media_ids]


def test_all_items_of_a_person_take_the_state_of_their_new_owner_and_deleted_ones_stay(maker: Maker) -> None:
    acts.write(maker, stopping.set_links_stop, stop=True)
    owner, heir = maker.user(), maker.user()
    *links, gone = (maker.link(maker.media(owner)) for _ in range(3))
    other = maker.link()
    acts.delete_media(maker, gone)
    acts.do(maker, accounts.disable_user, owner.id)
    owners_before = owners_of(maker, other.media_id)
    acts.write(maker, handing_over.hand_over_all, owner.id, email=heir.email)
    assert [acts.status(maker, link) for link in (*links, other)] == ["active"] * 3
    assert owners_of(maker, *(link.media_id for link in (*links, gone))) == [heir.id, heir.id, owner.id]
    assert owners_of(maker, other.media_id) == owners_before


def test_nobody_who_is_disabled_is_given_anything(maker: Maker) -> None:
    owner, disabled = maker.user(), maker.user()
    media_id = maker.media(owner)
    acts.do(maker, accounts.disable_user, disabled.id)
    for hand_over, whose in ((handing_over.hand_over, media_id), (handing_over.hand_over_all, owner.id)):
        with pytest.raises(Invalid) as refusal:
            acts.write(maker, hand_over, whose, email=disabled.email)
        assert refusal.value.field == "email"
    assert owners_of(maker, media_id) == [owner.id]
