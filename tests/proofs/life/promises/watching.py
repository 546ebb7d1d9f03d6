"""Promises about the page right and the play right."""

from sqlalchemy.orm import Session

from models.guests import visiting
from tests.proofs.life.promises.facts import guest_of, playable_file
from tests.proofs.life.promises.promise import promise
from tests.proofs.life.promises.step import Kind, Step
from tests.vocabulary.maker import SESSION_DAYS


@promise
def reads_change_no_click_link_or_session(step: Step) -> None:
    changed = step.changed()
    if step.kind is Kind.READ:
        assert not changed
    if step.kind is Kind.REFUSED_LOAD:
        assert changed.items() <= {"visit": {"ended_at"}}.items()
        assert not step.new("visit")
    if step.kind is Kind.LOAD:
        assert len(step.new("visit")) == 1
        assert changed.pop("visit") == set()
        assert not changed or changed == {"guest_session": {"last_load_at"}}


@promise
def bytes_only_with_a_live_right_for_exactly_that_item(step: Step) -> None:
    for number, visit in enumerate(step.life.visits):
        file = step.world.files[step.life.item_number(visit)] if step.life.may_play(visit) else None
        assert step.facts["visit", number][0] == file


@promise
def rights_of_two_people_never_add_up(step: Step) -> None:
    """A guest gets nothing in the visit of another guest, and nothing at another link. Only the newest are tried."""
    world, forms = step.world, list(step.life.guests)[-4:]

    def check(db: Session) -> None:
        for number, visit in list(enumerate(step.life.visits))[-3:]:
            others = [guest_of(world, form) for form in forms if form != visit.form]
            assert not [guest for guest in others if playable_file(db, world, guest, world.visits[number])]
        for form in forms:
            other_links = [link for link in range(len(world.links)) if link != world.forms[form].link]
            for guest in (guest_of(world, form, link) for link in other_links):
                assert not visiting.may_load(db, guest, now=world.now, session_days=SESSION_DAYS)

    world.read(check)


@promise
def connected_guests_play_on_through_any_sweep(step: Step) -> None:
    """Except those whose file was found to be missing."""
    if step.kind not in {Kind.MAINTENANCE, Kind.SETTLED, Kind.SETTLED_AGAIN}:
        return
    for number, visit in enumerate(step.life.visits):
        file_before = step.facts_before["visit", number][0]
        if file_before and not step.life.item_of(visit).missing:
            assert step.facts["visit", number][0] == file_before


@promise
def a_refused_load_ends_the_old_visits(step: Step) -> None:
    if step.kind is Kind.REFUSED_LOAD and step.cookie is not None:
        # Only visits that were live: one that was over before, such as a silent one, needs no record of its end.
        visits = zip(step.world.visits, step.life_before.visits, strict=False)
        ended = {key for key, visit in visits if visit.form == step.cookie and step.life_before.is_live(visit)}
        assert not [row for row in step.after["visit"].values() if row["key"] in ended and row["ended_at"] is None]
