"""The guest links of disabled owners work on, or stop, as the site's setting says (contract 12.31)."""

from threading import Barrier, Thread

import pytest

from models.errors import Invalid
from models.media import handing_over
from models.people import accounts, stopping
from models.tables import GuestLink
from tests.vocabulary import acts
from tests.vocabulary.acts import write
from tests.vocabulary.maker import Maker


def set_links_stop(maker: Maker, stop: bool) -> None:
    write(maker, stopping.set_links_stop, stop=stop)


def disable(maker: Maker, user_id: int) -> None:
    acts.do(maker, accounts.disable_user, user_id)


def enable(maker: Maker, user_id: int) -> None:
    write(maker, accounts.enable_user, user_id)


def test_they_work_on_by_default(maker: Maker) -> None:
    owner = maker.user()
    link = maker.link(maker.media(owner))
    disable(maker, owner.id)
    assert acts.status(maker, link) == "active"
    maker.enter(link)


def test_they_stop_and_come_back_with_their_guests(maker: Maker) -> None:
    set_links_stop(maker, True)
    owner = maker.user()
    link, others = maker.link(maker.media(owner)), maker.link()
    guest = maker.enter(link)
    key = acts.watch(maker, guest)
    for _ in range(2):
        disable(maker, owner.id)
    assert (acts.status(maker, link), acts.status(maker, others)) == ("unavailable", "active")
    assert acts.load(maker, guest) is None
    for _ in range(2):
        enable(maker, owner.id)
    assert acts.status(maker, link) == "active"
    acts.watch(maker, guest)
    assert key


def test_pages_that_are_loaded_play_on(maker: Maker) -> None:
    set_links_stop(maker, True)
    owner = maker.user()
    guest = maker.enter(maker.link(maker.media(owner)))
    key = acts.watch(maker, guest)
    disable(maker, owner.id)
    assert acts.plays(maker, guest, key)


def test_the_setting_counts_for_people_who_are_disabled_already(maker: Maker) -> None:
    disabled, enabled = maker.user(), maker.user()
    link, other = maker.link(maker.media(disabled)), maker.link(maker.media(enabled))
    disable(maker, disabled.id)
    for stop, status in ((True, "unavailable"), (True, "unavailable"), (False, "active")):
        set_links_stop(maker, stop)
        assert (acts.status(maker, link), acts.status(maker, other)) == (status, "active")


def test_a_collaborator_who_is_disabled_stops_nothing_and_a_new_link_is_stopped_too(maker: Maker) -> None:
    set_links_stop(maker, True)
    owner = maker.user()
    media_id = maker.media(owner)
    disable(maker, owner.id)
    # An admin or a collaborator may still make one.
    assert acts.status(maker, maker.link(media_id)) == "unavailable"


@pytest.mark.parametrize(("cause", "first"), [("deleted", "deleted"), ("off", "unavailable"), ("gone", "media_gone")])
def test_the_first_of_several_causes_is_named(maker: Maker, cause: str, first: str) -> None:
    set_links_stop(maker, True)
    owner = maker.user()
    link = maker.link(maker.media(owner))
    disable(maker, owner.id)
    {"deleted": acts.delete_link, "off": acts.turn_off, "gone": acts.delete_media}[cause](maker, link)
    assert acts.status(maker, link) == first


def test_an_expired_link_of_a_disabled_owner_is_unavailable(maker: Maker) -> None:
    set_links_stop(maker, True)
    owner = maker.user()
    link = maker.link(maker.media(owner), days=1)
    disable(maker, owner.id)
    assert link.expires_at is not None
    assert acts.status(maker, link, now=link.expires_at) == "unavailable"


def test_an_item_takes_the_state_of_its_new_owner(maker: Maker) -> None:
    set_links_stop(maker, True)
    disabled, heir = maker.user(), maker.user()
    media_id, kept = maker.media(disabled), maker.link(maker.media(disabled))
    link = maker.link(media_id)
    guest = maker.enter(link)
    disable(maker, disabled.id)
    handed = [write(maker, handing_over.hand_over, media_id, email=f" {heir.email.upper()}") for _ in range(2)]
    assert [owner and owner.id for owner in handed] == [heir.id, None]
    assert (acts.status(maker, link), acts.status(maker, kept)) == ("active", "unavailable")
    acts.watch(maker, guest)
    # It stays with its new owner when the old one comes back and goes again.
    enable(maker, disabled.id)
    disable(maker, disabled.id)
    assert acts.status(maker, link) == "active"
    for email in (disabled.email, "nobody@example.com", "\0"):
        with pytest.raises(Invalid) as refusal:
            write(maker, handing_over.hand_over, media_id, email=email)
        assert refusal.value.field == "email"


def test_a_link_that_is_made_while_its_owner_is_disabled_stops_too(maker: Maker) -> None:
    set_links_stop(maker, True)
    for _ in range(5):
        owner = maker.user()
        media_id, start = maker.media(owner), Barrier(2)
        made: list[GuestLink] = []

        def make(media_id: int = media_id, start: Barrier = start, made: list[GuestLink] = made) -> None:
            start.wait()
            made.append(maker.link(media_id))

        thread = Thread(target=make)
        thread.start()
        start.wait()
        disable(maker, owner.id)
        thread.join()
        assert acts.status(maker, made[0]) == "unavailable"
