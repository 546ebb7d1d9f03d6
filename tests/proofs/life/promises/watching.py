"""Promises of the page right and the play right."""

from sqlalchemy.orm import Session

from models.guests import visiting
from tests.proofs.life.promises.facts import guest_of, played
from tests.proofs.life.promises.promise import promise
from tests.proofs.life.promises.step import Step


@promise
def reads_change_no_click_link_or_session(step: Step) -> None:
    changed = step.changed()
    if step.kind == "read":
        assert not changed
    if step.kind == "refused":
        assert changed.items() <= {"visit": {"ended_at"}}.items()
        assert not step.new("visit")
    if step.kind == "load":
        assert len(step.new("visit")) == 1
        assert changed.pop("visit") == set()
        assert not changed or changed == {"guest_session": {"last_load_at"}}


@promise
def bytes_only_with_a_live_right_for_exactly_that_item(step: Step) -> None:
    for number, visit in enumerate(step.life.visits):
        item = step.life.links[step.life.guests[visit.form].link].item
        right = step.world.files[item] if step.life.plays(visit) else None
        assert step.facts["visit", number][0] == right


@promise
def rights_of_two_principals_never_add_up(step: Step) -> None:
    """Of another guest at a visit, and of a guest's cookie at another link; the newest of each stand for all."""
    world, forms = step.world, list(step.life.guests)[-4:]

    def tried(db: Session) -> None:
        for number, visit in list(enumerate(step.life.visits))[-3:]:
            others = [guest_of(world, form) for form in forms if form != visit.form]
            assert not [guest for guest in others if played(db, world, guest, world.visits[number])]
        for form in forms:
            elsewhere = [
                guest_of(world, form, link) for link in range(len(world.links)) if link != world.forms[form].link
            ]
            rights = [visiting.may_load(db, guest, now=world.now, session_days=30) for guest in elsewhere]
            assert rights == [False] * len(elsewhere)

    world.ask(tried)


@promise
def connected_guests_play_on_through_any_sweep(step: Step) -> None:
    """All but those whose file has just been found missing, which is the disk's doing and not the sweep's."""
    if step.kind not in {"tidied", "settled", "again"}:
        return
    for number, visit in enumerate(step.life.visits):
        found_missing = step.life.item_of(visit).missing
        if (file := step.facts_before["visit", number][0]) and not found_missing:
            assert step.facts["visit", number][0] == file


@promise
def a_refused_load_ends_the_old_visits(step: Step) -> None:
    if step.kind == "refused" and step.cookie is not None:
        # What was over before (silent, deleted) is over whatever its row says; a kill may leave it so.
        told = zip(step.world.visits, step.life_before.visits, strict=False)
        mine = {key for key, visit in told if visit.form == step.cookie and step.life_before.live(visit)}
        assert not [row for row in step.after["visit"].values() if row["key"] in mine and row["ended_at"] is None]
