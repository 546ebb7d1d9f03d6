"""The owner's cookie is believed whatever the clock of the web that signed it; a forged one never."""

import time

import pytest
from itsdangerous import TimestampSigner

from tests.web.site import Site

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
