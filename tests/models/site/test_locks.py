"""Who has locked a row judges it as it is, also if the session has read it before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from models.errors import Invalid, NotFound
from models.media import handing_over, live_sessions
from models.people import accounts, oidc, renaming, user_groups
from models.plumbing import database
from models.site import look
from models.site.locks import lock_media
from models.tables import LiveSession, MediaItem, Site, User, UserGroup, Workflow
from models.tables.workflow import Event
from models.workflows import overseeing
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, Maker

Act = Callable[[Session], object]
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def change_meanwhile(maker: Maker, row: Any, values: dict[str, Any], act: Act) -> object:
    """What `act` returns in a session that holds the row from before somebody else changed it."""
    table, key = row
    with database.writing(maker.bind) as db:
        held = db.get_one(table, key)
        with database.writing(maker.bind) as other:
            other.execute(update(table).where(table.__mapper__.primary_key[0] == key).values(values))
        assert all(getattr(held, name) != value for name, value in values.items())
        return act(db)


def test_an_item_that_was_deleted_meanwhile_is_refused(maker: Maker) -> None:
    link = maker.link()
    with database.writing(maker.bind) as db:
        held = db.get_one(MediaItem, link.media_id)
        acts.delete_media(maker, link)
        with pytest.raises(NotFound):
            lock_media(db, link.media_id)
        assert held.deleted_at == NOW


def test_an_item_that_was_changed_and_locked_in_one_transaction_keeps_the_change(maker: Maker) -> None:
    media_id = maker.media()
    with database.writing(maker.bind) as db:
        lock_media(db, media_id).title = "Another"
        assert lock_media(db, media_id).title == "Another"


def test_a_live_session_that_has_ended_meanwhile_is_not_moved(maker: Maker) -> None:
    media_id = maker.live()
    with pytest.raises(Invalid, match="has ended"):
        change_meanwhile(
            maker,
            (LiveSession, media_id),
            {"ended_at": NOW},
            lambda db: live_sessions.move_start(db, media_id, NOW + timedelta(days=1), now=NOW),
        )


def test_a_workflow_that_is_open_again_is_not_opened_once_more(maker: Maker) -> None:
    with database.writing(maker.bind) as db:
        workflow = Workflow.for_event(Event.ACCESS_OFF, media_id=maker.media(), epoch=1, now=NOW)
        workflow.state = "failed"
        db.add(workflow)
        db.flush()
        row = Workflow, workflow.id
    assert not change_meanwhile(
        maker, row, {"state": "open"}, lambda db: overseeing.retry_workflow(db, row[1], now=NOW)
    )


def test_nobody_who_is_disabled_meanwhile_gets_an_item(maker: Maker) -> None:
    media_id, heir = maker.media(), maker.user()
    with pytest.raises(Invalid, match="disabled"):
        change_meanwhile(
            maker,
            (User, heir.id),
            {"disabled_at": NOW},
            lambda db: handing_over.hand_over(db, media_id, email=heir.email),
        )


def test_an_account_that_somebody_else_has_linked_meanwhile_is_not_linked(maker: Maker) -> None:
    user = maker.user()
    claims = oidc.Claims("https://provider.example sub", user.email, True, "Louise")
    with pytest.raises(oidc.SomebodyElse):
        change_meanwhile(
            maker,
            (User, user.id),
            {"oidc_subject": "https://provider.example other"},
            lambda db: oidc.find_or_create_user(db, claims, now=NOW),
        )


def test_a_name_that_the_site_has_got_meanwhile_is_replaced(maker: Maker) -> None:
    assert change_meanwhile(maker, (Site, 1), {"site_name": "Theirs"}, lambda db: look.set_look(db, look.Look()))
    with database.reading(maker.bind) as db:
        assert db.get_one(Site, 1).site_name is None


@pytest.mark.parametrize(
    ("values", "act"),
    [
        ({"role": "viewer"}, lambda db, user_id: accounts.set_role(db, user_id, "viewer")),
        ({"disabled_at": NOW}, lambda db, user_id: accounts.disable_user(db, user_id, now=NOW)),
        ({"name": "Theirs"}, lambda db, user_id: renaming.set_name(db, user_id, "Theirs")),
        ({"email": "theirs@example.com"}, lambda db, user_id: renaming.set_email(db, user_id, "theirs@example.com")),
    ],
)
def test_what_somebody_else_has_done_meanwhile_is_not_told_as_done(
    maker: Maker, values: dict[str, Any], act: Callable[[Session, int], object]
) -> None:
    """The audit log notes each change once (contract 12.48)."""
    user = maker.user()
    assert not change_meanwhile(maker, (User, user.id), values, lambda db: act(db, user.id))


def test_a_group_that_was_renamed_meanwhile_is_not_told_as_renamed(maker: Maker) -> None:
    group = acts.write(maker, user_groups.create_group, "Teachers")
    renamed = {"name": "Theirs"}
    assert not change_meanwhile(
        maker, (UserGroup, group.id), renamed, lambda db: user_groups.rename_group(db, group.id, "Theirs")
    )
