"""A link that its owner edits or ends, and what is stored then."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from models.errors import Invalid
from models.links import ending
from models.links.editing import Edited, LinkFields, edit_link, fields_of
from models.plumbing import database
from models.tables import GuestLink, MediaItem
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

DAY = timedelta(days=1)


def row(maker: Maker, link: GuestLink) -> GuestLink:
    with database.reading(maker.bind) as db:
        return db.get_one(GuestLink, link.id)


def shown(maker: Maker, link: GuestLink) -> LinkFields:
    return fields_of(row(maker, link))


def edit(maker: Maker, link: GuestLink, *, now: datetime = NOW, **changes: Any) -> GuestLink:
    """What an owner does who opens the form, changes these fields and saves."""
    fields = shown(maker, link)
    wanted = replace(fields, **changes)
    edited: Edited = acts.do(maker, edit_link, link.id, shown=fields, wanted=wanted, now=now)
    assert bool(edited.told) == (wanted != fields)
    return edited.link


def refused(maker: Maker, link: GuestLink, *, now: datetime = NOW, **changes: Any) -> tuple[str, str]:
    before = shown(maker, link)
    with pytest.raises(Invalid) as refusal:
        edit(maker, link, now=now, **changes)
    assert shown(maker, link) == before
    return refusal.value.field, str(refusal.value)


def epoch_of_item(maker: Maker, link: GuestLink) -> int:
    with database.reading(maker.bind) as db:
        return db.get_one(MediaItem, link.media_id).access_epoch


def end(maker: Maker, link: GuestLink, *, now: datetime = NOW) -> None:
    acts.do(maker, ending.end_link, link.id, now=now)
