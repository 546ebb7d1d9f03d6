"""Only guesses and floods are slowed down: tokens, set-up addresses, passwords, entries (contract 3.31 to 3.35)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from limits import RateLimitItemPerMinute

from tests.conftest import forget
from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Guests, Site
from tests.web.account.by_password import send_sign_in
from web.requests import throttling
from web.requests.throttling import SIGN_INS_OF_ONE_ACCOUNT, UNKNOWN_TOKENS


def _guess(site: Site, times: int, path: str = "/g/guess{}", method: str = "GET") -> list[int]:
    client = site.browser()
    return [client.open(path.format(number), method=method).status_code for number in range(times)]


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_guessing_tokens_ends_in_429_and_slows_down_no_valid_link(site: Site, guest: Guests, method: str) -> None:
    dana = guest()
    most = UNKNOWN_TOKENS.amount
    assert _guess(site, most, method=method) == [404] * most
    answer = site.browser().open("/g/guess", method=method)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert dana.enter().status_code == 303
    assert dana.client.get(f"{dana.watch()}/video").status_code == 200


def test_another_address_is_not_slowed_down(site: Site) -> None:
    _guess(site, UNKNOWN_TOKENS.amount + 1)
    answer = site.browser().get("/g/guess", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert answer.status_code == 404


def test_guessing_set_up_addresses_ends_in_429(site: Site) -> None:
    assert _guess(site, UNKNOWN_TOKENS.amount + 1, "/setup/{}")[-1] == 429


def test_forty_people_behind_one_address_enter_within_a_minute(site: Site, guest: Guests) -> None:
    link = site.link(clicks=40)
    _guess(site, UNKNOWN_TOKENS.amount + 5)
    assert [guest(link).enter().status_code for _ in range(40)] == [303] * 40
    assert site.clicks(link) == 40


def test_a_script_behind_one_address_cannot_quickly_use_up_a_link(
    site: Site, guest: Guests, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert throttling.ENTRIES.amount >= 40, "a whole class (contract 3.31)"
    monkeypatch.setattr(throttling, "ENTRIES", RateLimitItemPerMinute(3))
    link, other = site.link(clicks=10), site.link()
    first = guest(link)
    assert [first.enter().status_code, *(guest(link).enter().status_code for _ in range(2))] == [303] * 3
    last = guest(link)
    answer = last.enter()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert inputs(answer.text).items() >= {"name": "Dana", "email": "dana@example.com"}.items()
    assert site.clicks(link) == 3
    # Guests who are inside, other links and other addresses notice nothing.
    assert first.client.get(first.address).status_code == 200
    assert guest(other).enter().status_code == 303
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    form = last.form() | {"name": "Dana", "email": "dana@example.com"}
    assert last.client.post(last.address, data=form, environ_base=elsewhere).status_code == 303
    assert site.clicks(link) == 4


def test_guessing_a_password_ends_in_429_for_known_and_unknown_people_alike(site: Site) -> None:
    most = SIGN_INS_OF_ONE_ACCOUNT.amount
    email = site.maker.user().email
    known = [send_sign_in(site.browser(), email, "wrong").status_code for _ in range(most + 1)]
    unknown = [send_sign_in(site.browser(), "nobody@example.com", "wrong").status_code for _ in range(most + 1)]
    assert known == unknown == [422] * most + [429]
    assert send_sign_in(site.browser(), site.maker.user().email, "wrong").status_code == 422


def test_the_429_of_signing_in_keeps_what_was_typed_and_says_to_wait(site: Site) -> None:
    user, client = site.maker.user(), site.browser()
    form = inputs(client.get("/login?next=/account").text) | {"email": user.email, "password": "wrong"}
    for _ in range(SIGN_INS_OF_ONE_ACCOUNT.amount):
        client.post("/login", data=form)
    answer = client.post("/login", data=form | {"password": PASSWORD})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "Too many tries. Wait a minute, then try again." in answer.text
    assert inputs(answer.text).items() >= {"email": user.email, "next": "/account", "password": ""}.items()
    assert client.get("/media").status_code == 302


def test_the_limits_can_be_turned_off_for_load_tests(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUESTLINK_RATE_LIMIT", "off")
    forget()
    assert set(_guess(site, UNKNOWN_TOKENS.amount + 5)) == {404}


BY_FOUR_THREADS_AT_ONCE = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from web.requests import throttling
barrier = Barrier(4)
def count(_number):
    barrier.wait()
    return throttling._counts()
with ThreadPoolExecutor(4) as threads:
    assert len(set(threads.map(count, range(4)))) == 1
"""


def test_the_first_requests_of_a_process_make_the_counts_together(tmp_path: Path) -> None:
    """A process of its own, because the client of Redis is imported only once in each."""
    environment = os.environ | {"GUESTLINK_DATA": str(tmp_path), "GUESTLINK_RATE_LIMIT_URL": "redis://127.0.0.1:1"}
    command = [sys.executable, "-c", BY_FOUR_THREADS_AT_ONCE]
    made = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert made.returncode == 0, made.stderr
