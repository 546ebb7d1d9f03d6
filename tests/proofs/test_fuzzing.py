"""The fuzzer at a tenth (GUESTLINK_PROOF_SCALE); in full by `python -m tests.proofs.fuzzing`."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from models.links import ending
from models.media import handing_over
from models.people import stopping
from models.plumbing import database
from models.site import look
from models.tables import GuestLink, MediaItem
from tests.proofs.fuzzing.attacker import ROLES, make_attacker
from tests.proofs.fuzzing.forms import forms_on
from tests.proofs.fuzzing.fuzzed_site import fuzzed_site
from tests.proofs.fuzzing.fuzzer import REQUESTS, fuzz
from tests.proofs.scale import SCALE, scaled
from tests.vocabulary.protected import protected_rows
from tests.web.matrix import MATRIX

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]
LATER = datetime.now(UTC) + timedelta(days=30)


@pytest.mark.parametrize("role", ROLES)
def test_no_hostile_request_fails_or_tells_a_secret_or_changes_what_belongs_to_others(role: str) -> None:
    count = scaled(REQUESTS, SCALE, least=20)
    with fuzzed_site() as site:
        # It fails at the first answer that breaks a rule.
        statuses = fuzz(site, role, count)
    assert sum(statuses.values()) == count


def test_the_fuzzer_finds_pages_with_forms_as_each_role_and_sends_each_method_of_the_routes() -> None:
    """A fuzzer that finds no forms would find no faults."""
    with fuzzed_site() as site:
        assert len(make_attacker(site, "owner").pages) >= 10
        assert len(make_attacker(site, "admin").pages) >= 20
        assert len(make_attacker(site, "guest").pages) >= 1
        assert {method for _endpoint, method in MATRIX} == {"GET", "POST", "PATCH", "DELETE"}


def test_the_fuzzer_knows_many_links_at_once_a_replaced_file_and_what_a_player_reports() -> None:
    with fuzzed_site() as site:
        owner, guest = make_attacker(site, "owner"), make_attacker(site, "guest")
        forms = [form for page in owner.pages for form in forms_on(owner.client, page) if form.method == "POST"]
        assert any(form.action == "/links" and ("links", str(owner.own["link_id"])) in form.fields for form in forms)
        assert any(form.action == f"/media/new?replaces={owner.own['media_id']}" for form in forms)
        sent = [form for page in guest.pages for form in forms_on(guest.client, page)]
        assert any(form.action.endswith("/alive") and {"watched", "file"} <= dict(form.fields).keys() for form in sent)
        assert any("instead_of" in dict(form.fields) for form in sent)


def changes(foreign: dict[str, Any], somebody: str) -> dict[str, Callable[[Session], object]]:
    """What nobody but the admin or the victim may do."""
    media, link = MediaItem.id == foreign["media_id"], GuestLink.id == foreign["link_id"]
    return {
        "end": lambda db: ending.end_link(db, foreign["link_id"], now=LATER),
        "edit the end": lambda db: db.execute(update(GuestLink).where(link).values(expires_at=LATER)),
        "edit the start": lambda db: db.execute(update(GuestLink).where(link).values(starts_at=LATER)),
        "end the item": lambda db: db.execute(update(GuestLink).where(link).values(play_epoch=7)),
        "describe": lambda db: db.execute(update(MediaItem).where(media).values(description="theirs")),
        "hand over": lambda db: handing_over.hand_over(db, foreign["media_id"], email=somebody),
        "look": lambda db: look.set_look(db, look.Look("theirs")),
        "stop links": lambda db: stopping.set_links_stop(db, stop=True),
    }


def test_the_fuzzer_sees_each_change_of_what_belongs_to_others() -> None:
    """If it did not, such a change would pass unnoticed."""
    with fuzzed_site() as site:
        attacker, email = make_attacker(site, "owner"), site.maker.user().email
        for name, change in changes(attacker.foreign, email).items():
            before = protected_rows(attacker.foreign)
            with database.writing() as db:
                change(db)
            assert protected_rows(attacker.foreign) != before, name
