"""One-time addresses: how long they work, what ends them, and that one use is one use (contract 12.43 to 12.45)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select

from models.errors import Forbidden, NotFound
from models.people import accounts, choosing_password, merging, one_time_addresses, resetting, setting_up, user_sessions
from models.people.one_time_addresses import Standing
from models.plumbing import database
from models.tables import User, UserSession
from models.tables.one_time_address import OneTimeAddress
from tests.models.people.addresses import CHOSEN, choose, found, has_password, reset, secret_of
from tests.proofs import storm
from tests.vocabulary import acts
from tests.vocabulary.acts import write
from tests.vocabulary.maker import NOW, PASSWORD, Maker, after

WEEK = timedelta(days=7)


@pytest.mark.parametrize(("seconds", "works"), [(-1, True), (0, False), (1, False)])
def test_an_address_works_for_seven_days(maker: Maker, seconds: int, works: bool) -> None:
    user, then = maker.user(), NOW + WEEK + timedelta(seconds=seconds)
    secret = reset(maker, user)
    assert found(maker, secret, now=then).standing is (Standing.WORKS if works else Standing.EXPIRED)
    if works:
        choose(maker, secret, now=then)
    else:
        with pytest.raises(Forbidden):
            choose(maker, secret, now=then)
    assert has_password(maker, user, CHOSEN) is works


def test_only_a_hash_of_it_is_stored(maker: Maker) -> None:
    secret = reset(maker, maker.user())
    with database.reading(maker.bind) as db:
        assert secret not in db.scalars(select(OneTimeAddress.secret_hash)).all()
    assert (len(secret), secret.isalnum()) == (32, True), "no program cuts its end off"


def test_choosing_spends_it_and_signs_this_person_alone_out(maker: Maker) -> None:
    user, other = maker.user(), maker.user()
    for person in (user, other):
        acts.do(maker, user_sessions.begin_session, person.id, browser="")
    secret = reset(maker, user)
    assert has_password(maker, user, PASSWORD), "until another is chosen"
    assert choose(maker, secret).id == user.id
    assert found(maker, secret).standing is Standing.USED
    with pytest.raises(Forbidden):
        choose(maker, secret, "a second choice")
    assert has_password(maker, user, CHOSEN)
    assert has_password(maker, other, PASSWORD)
    with database.reading(maker.bind) as db:
        assert db.scalars(select(UserSession.user_id)).all() == [other.id]


def test_of_processes_that_spend_it_at_once_one_wins(maker: Maker) -> None:
    user, now = maker.user(), storm.utcnow()
    secret = reset(maker, user, now=now)
    url = maker.bind.url.render_as_string(hide_password=False)
    answers = storm.run_together(4, storm.choose_password, url, secret)
    (won,) = [answer for answer in answers if answer is not None]
    with database.reading(maker.bind) as db:
        assert db.get_one(User, user.id).password_hash == won


def ways_to_end(maker: Maker, user: User) -> dict[str, Callable[[], object]]:
    checked = accounts.PasswordChange(user.password_hash, "another hash")
    return {
        "a newer one": lambda: reset(maker, user),
        "a new password": lambda: write(maker, accounts.set_password, user.email, "set by somebody"),
        "a changed password": lambda: write(maker, accounts.change_password, user.id, checked),
        "disabled": lambda: acts.do(maker, accounts.disable_user, user.id),
        "merged": lambda: write(maker, merging.merge, user.id, into_email=maker.user().email),
    }


@pytest.mark.parametrize("how", ["a newer one", "a new password", "a changed password", "disabled", "merged"])
def test_what_ends_a_persons_address_and_nobody_elses(maker: Maker, how: str) -> None:
    maker.user("admin")
    user, other = maker.user(), maker.user()
    secret, others = reset(maker, user), reset(maker, other)
    ways_to_end(maker, user)[how]()
    assert found(maker, secret).standing is Standing.UNKNOWN
    with pytest.raises(Forbidden):
        acts.do(maker, choosing_password.choose_password, secret, "a hash")
    assert found(maker, others).standing is Standing.WORKS


def test_a_disabled_person_chooses_nothing(maker: Maker) -> None:
    user = maker.user()
    secret = reset(maker, user)
    with database.writing(maker.bind) as db:
        db.get_one(User, user.id).disabled_at = NOW
    with pytest.raises(Forbidden):
        choose(maker, secret)
    assert found(maker, secret).standing is Standing.WORKS, "nothing was spent"
    with pytest.raises(Forbidden):
        reset(maker, user)
    with pytest.raises(NotFound):
        acts.do(maker, resetting.make_reset_address, 999)


def test_an_address_of_one_kind_is_of_no_use_as_another(maker: Maker) -> None:
    secret = reset(maker, maker.user("viewer"))
    set_up = secret_of(acts.do(maker, setting_up.make_setup_address))
    with pytest.raises(Forbidden):
        acts.do(maker, setting_up.become_first_admin, secret, maker.user("viewer").id)
    with pytest.raises(Forbidden):
        acts.do(maker, choosing_password.choose_password, set_up, "a hash")
    assert found(maker, secret).standing is found(maker, set_up).standing is Standing.WORKS


def test_the_set_up_address_ends_after_seven_days_and_a_new_one_is_made(maker: Maker) -> None:
    first = secret_of(acts.do(maker, setting_up.make_setup_address))
    viewer = maker.user("viewer")
    with pytest.raises(Forbidden):
        acts.do(maker, setting_up.become_first_admin, first, viewer.id, now=NOW + WEEK)
    second = secret_of(acts.do(maker, setting_up.make_setup_address, now=NOW + WEEK))
    acts.do(maker, setting_up.become_first_admin, second, viewer.id, now=NOW + WEEK)
    assert acts.do(maker, setting_up.make_setup_address, now=NOW + WEEK) is None


def test_addresses_are_erased_30_days_after_they_were_made(maker: Maker) -> None:
    old = [maker.user() for _ in range(3)]
    young = maker.user()
    for user in old:
        reset(maker, user)
    reset(maker, young, now=after(1))
    month = NOW + timedelta(days=30)

    def erase(now: datetime, limit: int) -> tuple[int, int]:
        swept = acts.do(maker, one_time_addresses.erase_one_time_addresses, now=now, limit=limit)
        return len(swept.ids), swept.backlog

    assert erase(month - timedelta(seconds=1), 10) == (0, 0)
    assert [erase(month, 2), erase(month, 2), erase(month, 2)] == [(2, 1), (1, 0), (0, 0)]
    with database.reading(maker.bind) as db:
        assert db.scalars(select(OneTimeAddress.user_id)).all() == [young.id]


def test_the_version_before_can_remove_an_account_that_has_an_address(maker: Maker) -> None:
    user = maker.user()
    reset(maker, user)
    write(maker, lambda db: db.execute(delete(User).where(User.id == user.id)))
    with database.reading(maker.bind) as db:
        assert db.scalars(select(OneTimeAddress.id)).all() == []
