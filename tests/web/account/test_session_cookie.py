"""A cookie counts whatever the clock of the web process that signed it. A forged one never counts (facts 42)."""

import time

import pytest
from itsdangerous import TimestampSigner

from tests.vocabulary.site import Site

DAY = 24 * 3600


@pytest.mark.parametrize("ahead", [-400 * DAY, -1, 0, 2, DAY])
def test_a_sign_in_holds_whatever_the_clock_of_the_web_says(
    site: Site, monkeypatch: pytest.MonkeyPatch, ahead: int
) -> None:
    with monkeypatch.context() as signing:
        signing.setattr(TimestampSigner, "get_timestamp", lambda _: int(time.time()) + ahead)
        browser = site.signed_in(site.maker.user())
    assert browser.get("/media/new").status_code == 200


def test_a_changed_cookie_does_not_count(site: Site) -> None:
    browser = site.signed_in(site.maker.user())
    cookie = browser.get_cookie("guestlink_owner")
    assert cookie is not None
    browser.set_cookie("guestlink_owner", cookie.value[:-2] + ("aa" if cookie.value[-2:] != "aa" else "bb"))
    assert browser.get("/media/new").status_code == 302
