"""*Invite guests* finds a link that admits, or makes one (contract 4.46)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from models.errors import DoesNotAdmit, Forbidden, NotFound, ThreeLinks, WouldOpenLinks
from models.links import inviting
from models.people import accounts, stopping
from models.plumbing import database
from models.tables import GuestLink, MediaItem, Module
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker


def invite(maker: Maker, media_id: int, *, may_open: set[int] | None = None) -> GuestLink:
    return acts.do(maker, inviting.invite, media_id, "Link to A title", may_open=may_open or set()).link


def admins_values(maker: Maker, **values: int | None) -> None:
    with database.writing(maker.bind) as db:
        db.execute(update(Module).values(**values))


def links_of(maker: Maker, media_id: int) -> list[GuestLink]:
    with database.reading(maker.bind) as db:
        return list(db.scalars(select(GuestLink).where(GuestLink.media_id == media_id).order_by(GuestLink.id)))


def test_without_a_link_it_makes_one_and_turns_access_on(maker: Maker) -> None:
    link = invite(maker, maker.media(access=False))
    assert (link.name, link.click_limit, link.expires_at) == ("Link to A title", None, NOW + timedelta(days=30))
    assert acts.status(maker, link) == "active"


@pytest.mark.parametrize("access", [False, True])
def test_it_tells_what_it_has_changed(maker: Maker, access: bool) -> None:
    media_id = maker.media(access=access)
    made, found = (acts.do(maker, inviting.invite, media_id, "A link") for _ in range(2))
    assert (made.is_new, made.turned_on) == (True, not access)
    assert (found.link.id, found.is_new, found.turned_on) == (made.link.id, False, False)


def test_it_shows_the_newest_link_that_admits_and_makes_no_other(maker: Maker) -> None:
    media_id = maker.media()
    maker.link(media_id)
    newest, ended = maker.link(media_id), maker.link(media_id, days=1, now=NOW - timedelta(days=1))
    assert acts.status(maker, ended) == "expired"
    assert invite(maker, media_id).id == newest.id
    assert len(links_of(maker, media_id)) == 3


def test_sent_four_times_at_the_same_moment_it_makes_one_link(maker: Maker) -> None:
    media_id = maker.media(access=False)
    with ThreadPoolExecutor(4) as pool:
        found = {link.id for link in pool.map(lambda _: invite(maker, media_id), range(4))}
    assert [link.id for link in links_of(maker, media_id)] == list(found)


@pytest.mark.parametrize(
    ("values", "made"),
    [
        ({"default_clicks": 5, "default_days": 3}, (5, 3)),
        ({"most_clicks": 40, "most_days": 7}, (40, 7)),
        ({"most_days": 30}, (None, 30)),
        ({"most_days": 31}, (None, 30)),
        ({"default_days": 100, "most_days": 365}, (None, 100)),
    ],
)
def test_the_admins_defaults_and_largest_values_count(
    maker: Maker, values: dict[str, int], made: tuple[int | None, int]
) -> None:
    admins_values(maker, **values)
    link = invite(maker, maker.media())
    assert (link.click_limit, link.expires_at) == (made[0], NOW + timedelta(days=made[1]))


def test_it_asks_before_older_links_are_opened_again(maker: Maker) -> None:
    media_id = maker.media()
    older, ended = maker.link(media_id), maker.link(media_id, days=1, now=NOW - timedelta(days=1))
    acts.turn_off(maker, older)
    with pytest.raises(WouldOpenLinks):
        invite(maker, media_id)
    assert [acts.status(maker, link) for link in (older, ended)] == ["off", "expired"]
    with database.reading(maker.bind) as db:
        assert [link.id for link in inviting.links_to_open(db, media_id, now=NOW)] == [older.id]
    link = invite(maker, media_id, may_open={older.id})
    assert link.id > ended.id
    assert [acts.status(maker, each) for each in (older, ended, link)] == ["active", "expired", "active"]


def test_an_answer_about_one_link_opens_no_other(maker: Maker) -> None:
    media_id = maker.media()
    asked, other = maker.link(media_id), maker.link(media_id)
    acts.turn_off(maker, asked)
    with pytest.raises(WouldOpenLinks):
        invite(maker, media_id, may_open={asked.id})
    assert acts.status(maker, other) == "off"


@pytest.mark.parametrize("is_on", [True, False])
def test_three_links_that_do_not_admit_leave_no_place(maker: Maker, is_on: bool) -> None:
    media_id = maker.media()
    links = [maker.link(media_id, days=1, now=NOW - timedelta(days=1)) for _ in range(3)]
    if not is_on:
        acts.turn_off(maker, links[0])
    with pytest.raises(ThreeLinks):
        invite(maker, media_id)
    assert len(links_of(maker, media_id)) == 3


def test_an_item_whose_file_is_missing_gets_no_link(maker: Maker) -> None:
    media_id = maker.media()
    with database.writing(maker.bind) as db:
        db.execute(update(MediaItem).values(missing_since=NOW))
    with pytest.raises(DoesNotAdmit, match="media_gone"):
        invite(maker, media_id)
    assert links_of(maker, media_id) == []


def test_the_item_of_a_disabled_owner_whose_links_stop_gets_no_link(maker: Maker) -> None:
    owner = maker.user()
    media_id = maker.media(owner)
    maker.user(role="admin")
    acts.write(maker, stopping.set_links_stop, stop=True)
    acts.do(maker, accounts.disable_user, owner.id)
    with pytest.raises(DoesNotAdmit, match="unavailable"):
        invite(maker, media_id)
    assert links_of(maker, media_id) == []


@pytest.mark.parametrize(("kind", "refusal"), [("channel_room", Forbidden), ("deleted", NotFound)])
def test_no_link_is_made_where_there_can_be_none(maker: Maker, kind: str, refusal: Any) -> None:
    media_id = maker.media(kind=kind if kind == "channel_room" else "video", access=False)
    if kind == "deleted":
        with database.writing(maker.bind) as db:
            db.execute(update(MediaItem).values(deleted_at=NOW))
    with pytest.raises(refusal):
        invite(maker, media_id)
