"""Only guesses are throttled: of tokens, of set-up addresses, of passwords (SPEC 3)."""

from collections.abc import Callable

import pytest

from tests.conftest import forget
from tests.web.reading import inputs
from tests.web.site import Guest, Site
from web.throttling import SIGN_INS_OF_ONE_ACCOUNT, UNKNOWN_TOKENS

Guests = Callable[..., Guest]


def _guess(site: Site, times: int, path: str = "/g/guess{}", method: str = "GET") -> list[int]:
    client = site.browser()
    return [client.open(path.format(number), method=method).status_code for number in range(times)]


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_guessing_tokens_ends_in_429_and_hurts_no_valid_link(site: Site, guest: Guests, method: str) -> None:
    dana = guest()
    most = UNKNOWN_TOKENS.amount
    assert _guess(site, most, method=method) == [404] * most
    answer = site.browser().open("/g/guess", method=method)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert dana.enter().status_code == 303
    assert dana.client.get(f"{dana.watch()}/video").status_code == 200


def test_another_address_is_not_blamed(site: Site) -> None:
    _guess(site, UNKNOWN_TOKENS.amount + 1)
    answer = site.browser().get("/g/guess", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert answer.status_code == 404


def test_set_up_addresses_cannot_be_guessed_on(site: Site) -> None:
    assert _guess(site, UNKNOWN_TOKENS.amount + 1, "/setup/{}")[-1] == 429


def test_forty_people_behind_one_address_enter_within_a_minute(site: Site, guest: Guests) -> None:
    link = site.link(clicks=40)
    _guess(site, UNKNOWN_TOKENS.amount + 5)
    assert [guest(link).enter().status_code for _ in range(40)] == [303] * 40
    assert site.clicks(link) == 40


def _sign_in(site: Site, email: str, password: str, address: str = "127.0.0.1") -> int:
    client = site.browser()
    form = inputs(client.get("/login").text) | {"email": email, "password": password}
    return client.post("/login", data=form, environ_base={"REMOTE_ADDR": address}).status_code


def test_guessing_a_password_ends_in_429_alike_for_known_and_unknown_people(site: Site) -> None:
    most = SIGN_INS_OF_ONE_ACCOUNT.amount
    email = site.maker.user().email
    known = [_sign_in(site, email, "wrong") for _ in range(most + 1)]
    unknown = [_sign_in(site, "nobody@example.com", "wrong") for _ in range(most + 1)]
    assert known == unknown == [422] * most + [429]
    assert _sign_in(site, email, "wrong", "192.0.2.7") == 422


def test_load_tests_may_switch_throttling_off(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUESTLINK_RATE_LIMIT", "off")
    forget()
    assert set(_guess(site, UNKNOWN_TOKENS.amount + 5)) == {404}
