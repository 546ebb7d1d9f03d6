"""Promises about maintenance and workflows."""

from tests.proofs.life.promises.promise import promise
from tests.proofs.life.promises.step import Kind, Step

# Columns that a task may change although there is nothing to do: when it looks again.
OWN_RECORDS = {
    "workflow": {"due_at", "leased_until"},
    "workflow_step": {"tries"},
}


@promise
def tasks_that_run_again_in_any_order_change_nothing(step: Step) -> None:
    if step.kind is Kind.SETTLED_AGAIN:
        for table, columns in step.changed().items():
            if table != "maintenance_run":
                assert step.before[table].keys() == step.after[table].keys(), table
                assert columns <= OWN_RECORDS.get(table, set()), table


@promise
def what_is_over_is_removed_and_nothing_else(step: Step) -> None:
    """The order in which everything was run makes no difference to the sessions, groups, records and notices."""
    if step.kind not in {Kind.SETTLED, Kind.SETTLED_AGAIN}:
        return
    life, world = step.life, step.world
    watching = {visit.form for visit in life.visits if life.is_live(visit)}
    staying = {form for form in life.guests if form in watching or not life.is_over(form)}
    sessions = {row["secret_hash"] for row in step.after["guest_session"].values()}
    assert sessions == {world.forms[form].hash for form in staying}
    for number in range(len(life.links)):
        _check_link(step, number, has_guests=any(life.guests[form].link == number for form in staying))
    # A link that lives again may expire again.
    notices = [notice["workflow_id"] for notice in step.after["notice"].values()]
    assert len(notices) == len(set(notices))
    unfinished = {row["media_id"] for row in step.after["workflow"].values() if row["state"] != "done"}
    # A workflow waits for guests who still watch, and for a disk that is not there to erase files from.
    watched = {world.items[life.links[life.guests[form].link].item] for form in watching if life.is_over(form)}
    deleted = {world.items[number] for number, item in enumerate(life.items) if item.deleted}
    assert unfinished <= watched | (set() if life.disk else deleted)


def _check_link(step: Step, number: int, *, has_guests: bool) -> None:
    """Its guest group, and what is recorded of it."""
    link, causes = step.life.links[number], set(step.life.causes(number))
    row = step.after["guest_link"][step.world.links[number].id,]
    has_group = row["id"] in {group["link_id"] for group in step.after["guest_group"].values()}
    is_gone = link.deleted or step.life.items[link.item].deleted or "expired" in causes
    if has_guests or not (is_gone or "off" in causes):
        assert has_group
    elif is_gone:
        assert not has_group
    assert link.deleted or (row["expiry_recorded_at"] is not None) == ("expired" in causes)
    assert link.deleted or (row["limit_recorded_at"] is not None) == ("limit_reached" in causes)


@promise
def files_of_deleted_media_are_gone(step: Step) -> None:
    if step.kind is Kind.SETTLED and step.life.disk:
        files = {path.name for path in step.world.media_folder.iterdir()}
        items = list(enumerate(step.life.items))
        assert not files & {step.world.files[number] for number, item in items if item.deleted}
        kept = {step.world.files[number] for number, item in items if not item.deleted and item.present}
        assert kept <= files


@promise
def erased_names_and_emails_are_nowhere(step: Step) -> None:
    """Names and emails that are kept are only in the database. No secret is in a log or a file."""
    erased = {word for guest in step.life.guests.values() if guest.erased for word in (guest.name, guest.email)}
    in_tables = str(step.after.values())
    assert not [word for word in erased if word in in_tables]
    written = step.world.written_outside_database()
    people = {word for guest in step.life.guests.values() for word in (guest.name, guest.email)}
    secrets = {*step.world.tokens, *(form.cookie for form in step.world.forms)}
    assert not [word for word in people | secrets if word in written]
