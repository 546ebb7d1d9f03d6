"""Promises about entering."""

from models.tables.guest_session import NO_EPOCH
from tests.proofs.life.promises.promise import promise
from tests.proofs.life.promises.step import Step


@promise
def admissions_never_exceed_the_limit(step: Step) -> None:
    for link in step.after["guest_link"].values():
        entries = [entry for entry in step.after["guest_entry"].values() if entry["link_id"] == link["id"]]
        assert link["click_limit"] is None or len(entries) <= link["click_limit"]


@promise
def a_session_begins_only_by_an_active_link(step: Step) -> None:
    for row in step.new("guest_session"):
        number = next(n for n, link in enumerate(step.world.links) if link.id == row["link_id"])
        assert step.life_before.status(number) == "active"


@promise
def an_admission_is_all_or_nothing(step: Step) -> None:
    entries, sessions = step.after["guest_entry"], step.after["guest_session"].values()
    for link in step.after["guest_link"].values():
        ordinals = sorted(entry["ordinal"] for entry in entries.values() if entry["link_id"] == link["id"])
        assert ordinals == list(range(1, link["clicks"] + 1))
    for row in sessions:
        entry = entries[row["entry_id"],]
        assert (entry["link_id"], entry["form_hash"]) == (row["link_id"], row["secret_hash"])
    members = {(row["session_id"], row["link_id"]) for row in step.after["guest_membership"].values()}
    # A guest who was removed is in no group.
    assert members == {(row["id"], row["link_id"]) for row in sessions if row["epoch"] != NO_EPOCH}
    assert {row["link_id"] for row in step.after["guest_group"].values()} >= {link for _, link in members}
    assert {row["id"] for row in step.new("guest_entry")} == {row["entry_id"] for row in step.new("guest_session")}


@promise
def one_form_is_one_click(step: Step) -> None:
    hashes = [entry["form_hash"] for entry in step.after["guest_entry"].values()]
    assert sorted(hashes) == sorted(step.world.forms[form].hash for form in step.life.guests)
    assert sum(link["clicks"] for link in step.after["guest_link"].values()) == len(set(hashes))
