"""Promises of what happens unattended."""

from tests.proofs.life.promises.promise import promise
from tests.proofs.life.promises.step import Step

# What a repeated task may change: its own records, and when it looks again.
OWN_RECORDS = {
    "media_file": {"checked_at"},
    "workflow": {"due_at", "leased_until"},
    "workflow_step": {"tries"},
}


@promise
def tasks_once_more_and_in_any_order_change_nothing(step: Step) -> None:
    if step.kind == "again":
        for table, columns in step.changed().items():
            if table != "maintenance_run":
                assert step.before[table].keys() == step.after[table].keys(), table
                assert columns <= OWN_RECORDS.get(table, set()), table


@promise
def what_has_ended_is_cleared_away_and_nothing_else(step: Step) -> None:
    """Once everything has been run, in whatever order: the same sessions, groups, records, notices and files."""
    if step.kind not in {"settled", "again"}:
        return
    life, world = step.life, step.world
    live = {visit.form for visit in life.visits if life.live(visit)}
    stay = {form for form in life.guests if form in live or not life.ended(form)}
    kept = {row["secret_hash"] for row in step.after["guest_session"].values()}
    assert kept == {world.forms[form].hash for form in stay}
    groups = {row["link_id"] for row in step.after["guest_group"].values()}
    for number, link in enumerate(life.links):
        causes = set(life.causes(number))
        item, row = life.items[link.item], step.after["guest_link"][world.links[number].id,]
        guests = any(life.guests[form].link == number for form in stay)
        gone = link.deleted or item.deleted or "expired" in causes
        assert guests or not gone or row["id"] not in groups
        assert not (guests or ("off" not in causes and not gone)) or row["id"] in groups
        assert link.deleted or (row["expiry_recorded_at"] is not None) == ("expired" in causes)
        assert link.deleted or (row["limit_recorded_at"] is not None) == ("limit_reached" in causes)
    told = [(notice["link_id"], notice["event"]) for notice in step.after["notice"].values()]
    assert len(told) == len(set(told))
    waits = {row["media_id"] for row in step.after["workflow"].values() if row["state"] != "done"}
    assert waits <= {world.items[life.links[life.guests[form].link].item] for form in live if life.ended(form)} | (
        set() if life.disk else {world.items[number] for number, item in enumerate(life.items) if item.deleted}
    )


@promise
def files_of_deleted_media_are_gone(step: Step) -> None:
    if step.kind == "settled" and step.life.disk:
        there = {path.name for path in step.world.media_folder.iterdir()}
        items = list(enumerate(step.life.items))
        assert not there & {step.world.files[number] for number, item in items if item.deleted}
        kept = {step.world.files[number] for number, item in items if not item.deleted and item.present}
        assert kept <= there


@promise
def erased_names_and_emails_are_nowhere(step: Step) -> None:
    """And those that are kept are in the database alone, with no secret in any log."""
    words = {word for guest in step.life.guests.values() if guest.erased for word in (guest.name, guest.email)}
    in_tables = str(step.after.values())
    assert not [word for word in words if word in in_tables]
    written = step.world.written()
    named = {word for guest in step.life.guests.values() for word in (guest.name, guest.email)}
    secrets = {*step.world.tokens, *(form.cookie for form in step.world.forms)}
    assert not [word for word in named | secrets if word in written]
