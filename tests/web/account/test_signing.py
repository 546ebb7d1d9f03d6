"""The owner's cookie is believed whatever the clock of the web that signed it; a forged one never. And nobody's try is
counted before there is something to try."""

import time

import pytest
from itsdangerous import TimestampSigner

from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.site import Site

DAY = 24 * 3600


@pytest.mark.parametrize("ahead", [-400 * DAY, -1, 0, 2, DAY])
def test_a_sign_in_holds_before_a_web_of_another_clock(site: Site, monkeypatch: pytest.MonkeyPatch, ahead: int) -> None:
    with monkeypatch.context() as signing:
        signing.setattr(TimestampSigner, "get_timestamp", lambda _: int(time.time()) + ahead)
        browser = site.signed_in(site.maker.user())
    assert browser.get("/media/new").status_code == 200


def test_a_cookie_that_was_tampered_with_is_nobodys(site: Site) -> None:
    browser = site.signed_in(site.maker.user())
    cookie = browser.get_cookie("guestlink_owner")
    assert cookie is not None
    browser.set_cookie("guestlink_owner", cookie.value[:-2] + ("aa" if cookie.value[-2:] != "aa" else "bb"))
    assert browser.get("/media/new").status_code == 302


def test_what_is_missing_is_named_and_is_no_try(site: Site) -> None:
    client, user = site.browser(), site.maker.user()
    form = inputs(client.get("/login").text)
    missing = {"email": "Enter your email address", "password": "Enter your password"}
    for _ in range(30):
        answer = client.post("/login", data=form)
        assert (answer.status_code, errors_beside(answer.text)) == (422, missing)
        answer = client.post("/login", data=form | {"email": user.email})
        assert errors_beside(answer.text) == {"password": "Enter your password"}
        assert inputs(answer.text)["email"] == user.email
    assert client.post("/login", data=form | {"email": user.email, "password": PASSWORD}).status_code == 303
