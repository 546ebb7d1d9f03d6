"""Promises to owners."""

from tests.proofs.life.model import PLACES
from tests.proofs.life.promises.promise import promise
from tests.proofs.life.promises.step import Step


@promise
def turning_on_revives_no_session(step: Step) -> None:
    assert not [form for form, guest in step.life.guests.items() if guest.void and step.facts["guest", form][2]]


@promise
def three_links_at_most(step: Step) -> None:
    for media_id in step.world.items:
        links = [row for row in step.after["guest_link"].values() if row["media_id"] == media_id]
        not_deleted = [row for row in links if row["deleted_at"] is None]
        assert len(not_deleted) <= PLACES
        assert len({row["slot"] for row in not_deleted} - {None}) == len(not_deleted)


@promise
def an_acknowledged_owner_action_is_never_lost(step: Step) -> None:
    assert len(step.world.links) == len(step.life.links) == len(step.after["guest_link"])
    for number, item in enumerate(step.life.items):
        assert step.facts["item", number][:2] == (item.access, item.deleted)
    for number, link in enumerate(step.life.links):
        assert step.facts["link", number][1] == link.deleted
        row = step.after["guest_link"][step.world.links[number].id,]
        assert (row["click_limit"], row["expires_at"]) == (link.limit, link.expires_at)
        assert (row["starts_at"], row["ended_at"]) == (link.starts_at, link.ended_at)
