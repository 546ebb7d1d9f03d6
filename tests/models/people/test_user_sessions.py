"""User sessions: they end in the database, so a copied cookie does not help."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from models.errors import Invalid
from models.people import accounts, passwords, user_sessions
from models.plumbing import database
from models.tables import User, UserSession
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, PASSWORD, Maker

AROUND = [(-1, True), (0, False), (1, False)]
DAY = timedelta(days=1)


def begin(maker: Maker, user: User, *, now: datetime = NOW) -> str:
    secret: str = acts.do(maker, user_sessions.begin_session, user.id, browser="Firefox", now=now)
    return secret


def session_of(maker: Maker, secret: str, *, now: datetime = NOW) -> UserSession | None:
    with database.reading(maker.bind) as db:
        return user_sessions.session_by_secret(db, secret, now=now)


@pytest.mark.parametrize(("seconds", "lives"), AROUND)
def test_a_session_ends_30_days_after_its_last_use(maker: Maker, seconds: int, lives: bool) -> None:
    secret = begin(maker, maker.user())
    assert bool(session_of(maker, secret, now=NOW + 30 * DAY + timedelta(seconds=seconds))) is lives


@pytest.mark.parametrize(("seconds", "lives"), AROUND)
def test_a_session_ends_after_90_days_however_much_it_is_used(maker: Maker, seconds: int, lives: bool) -> None:
    secret = begin(maker, maker.user())
    mine = session_of(maker, secret)
    assert mine is not None
    then = NOW + 90 * DAY + timedelta(seconds=seconds)
    acts.do(maker, user_sessions.record_use, mine.id, now=then - DAY)
    assert bool(session_of(maker, secret, now=then)) is lives


def test_only_its_own_secret_opens_a_session_and_the_secret_is_not_stored(maker: Maker) -> None:
    user = maker.user()
    secret, other = begin(maker, user), begin(maker, maker.user())
    mine, others = session_of(maker, secret), session_of(maker, other)
    assert mine is not None
    assert others is not None
    assert (mine.user_id, mine.id != others.id) == (user.id, True)
    assert session_of(maker, secret[:-1]) is None
    assert session_of(maker, "") is None
    with database.reading(maker.bind) as db:
        assert secret not in db.scalars(select(UserSession.secret_hash)).all()


def test_a_disabled_person_has_no_session(maker: Maker) -> None:
    maker.user("admin")
    user = maker.user()
    secret = begin(maker, user)
    acts.do(maker, accounts.disable_user, user.id)
    assert session_of(maker, secret) is None


def test_ending_the_other_sessions_keeps_this_one_and_those_of_other_people(maker: Maker) -> None:
    user = maker.user()
    here, there, another = begin(maker, user), begin(maker, user), begin(maker, maker.user())
    mine = session_of(maker, here)
    assert mine is not None
    acts.do(maker, lambda db, *, now: user_sessions.end_sessions_of(db, user.id, keep=mine.id))
    assert [bool(session_of(maker, secret)) for secret in (here, there, another)] == [True, False, True]
    acts.do(maker, lambda db, *, now: user_sessions.end_sessions_of(db, user.id))
    assert [bool(session_of(maker, secret)) for secret in (here, another)] == [False, True]


@pytest.mark.parametrize(("minutes", "stale"), [(9, False), (10, True)])
def test_the_last_use_is_written_every_ten_minutes(maker: Maker, minutes: int, stale: bool) -> None:
    mine = session_of(maker, begin(maker, maker.user()))
    assert mine is not None
    assert mine.should_record_use(NOW + timedelta(minutes=minutes)) is stale


def test_the_sweep_removes_only_sessions_that_are_over(maker: Maker) -> None:
    user = maker.user()
    old, young = begin(maker, user), begin(maker, user, now=NOW + DAY)
    for _ in range(2):
        acts.do(maker, user_sessions.end_user_sessions, now=NOW + 30 * DAY, limit=10)
    assert session_of(maker, old, now=NOW) is None
    assert session_of(maker, young, now=NOW + 30 * DAY)


def test_the_sweep_removes_sessions_of_90_days_that_are_in_use_and_its_batches_are_bounded(maker: Maker) -> None:
    user = maker.user()
    secrets = [begin(maker, user, now=NOW + number * timedelta(seconds=1)) for number in range(4)]
    now = NOW + 90 * DAY + timedelta(seconds=2)
    with database.writing(maker.bind) as db:
        # The first is idle as well, and is one row of the batch all the same.
        db.execute(update(UserSession).where(UserSession.id > 1).values(last_seen_at=now))
    swept = [acts.do(maker, user_sessions.end_user_sessions, now=now, limit=2) for _ in range(2)]
    assert [(run.ids, run.backlog) for run in swept] == [([1, 2], 1), ([3], 0)]
    assert [bool(session_of(maker, secret, now=NOW + DAY)) for secret in secrets] == [False, False, False, True]


def test_a_password_can_be_changed_only_with_the_old_one(maker: Maker) -> None:
    user = maker.user()

    def change(current: str, new: str) -> None:
        checked = accounts.check_new_password(user, current=current, new=new)
        acts.do(maker, lambda db, *, now: accounts.change_password(db, user.id, checked))

    for current, new, field in (("wrong", "another good one", "current"), (PASSWORD, "short", "new")):
        with pytest.raises(Invalid) as refusal:
            change(current, new)
        assert refusal.value.field == field
    change(PASSWORD, "another good one")
    with database.reading(maker.bind) as db:
        changed = passwords.enabled_user(db, user.email)
    assert not passwords.is_password_of(changed, PASSWORD)
    assert passwords.is_password_of(changed, "another good one")
    with pytest.raises(Invalid):
        change(PASSWORD, "set after another browser has changed it")


def test_a_browser_may_send_any_name(maker: Maker) -> None:
    for browser in ("\0\n\ud800<b>", "x" * 9999, ""):
        acts.do(maker, user_sessions.begin_session, maker.user().id, browser=browser)
