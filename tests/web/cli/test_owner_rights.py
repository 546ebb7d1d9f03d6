"""What is said of an owner who is not allowed to create guest links (contract 7.37)."""

import pytest

from models.plumbing import database
from models.site import modules
from models.tables import Module
from models.tables.module import INVITETOMEDIA
from tests.vocabulary.site import Site
from tests.web.cli.conftest import Run

SAID = "is not allowed to create guest links"


def add_room(run: Run, owner: str, *more: str) -> str:
    return run("media", "add-room", "--owner", owner, "--title", "Room", "--join", "https://meet.jit.si/x", *more).out


@pytest.mark.parametrize(("role", "is_said"), [("viewer", True), ("contributor", False), ("admin", False)])
def test_an_owner_below_the_smallest_role_is_said_not_to_be_permitted(
    site: Site, run: Run, role: str, is_said: bool
) -> None:
    owner = site.maker.user(role).email
    live = run("media", "add-live", "--owner", owner, "--title", "Live", "--folder", "board").out
    assert (SAID in add_room(run, owner)) is (SAID in live) is is_said
    assert SAID not in add_room(run, owner, "--channel"), "a channel room has no guests"


def test_the_rule_of_the_admin_counts_and_json_stays_one_document(site: Site, run: Run) -> None:
    viewer, contributor = site.maker.user("viewer"), site.maker.user("contributor")
    with database.writing() as db:
        db.get_one(Module, INVITETOMEDIA).permits = "named"
        modules.permit_user(db, viewer.id)
    assert SAID not in add_room(run, viewer.email)
    assert SAID in add_room(run, contributor.email)
    assert '"owner"' in add_room(run, contributor.email, "--json")
    assert SAID not in add_room(run, contributor.email, "--json")
