"""Trying passwords at the sign-in form, as a stranger and as somebody who has signed in before."""

from collections.abc import Iterator

from flask.testing import FlaskClient

from models.tables import User
from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.site import Site
from tests.web.account.by_password import send_sign_in, sign_in
from web.requests.throttling import SIGN_INS_OF_ONE_ACCOUNT

MOST = SIGN_INS_OF_ONE_ACCOUNT.amount


def guess(site: Site, email: str, *, address: str = "192.0.2.1", password: str = "wrong") -> int:
    return send_sign_in(site.browser(), email, password, address=address).status_code


def use_up_account(site: Site, email: str, addresses: Iterator[str]) -> None:
    for _ in range(MOST):
        guess(site, email, address=next(addresses))
    assert guess(site, email, address=next(addresses), password=PASSWORD) == 429


def known(site: Site, user: User) -> FlaskClient:
    """A browser that has signed in to this account, and is signed out now."""
    browser = sign_in(site, user)
    sign_out(browser)
    return browser


def sign_out(browser: FlaskClient) -> None:
    browser.delete_cookie(browser.application.config["SESSION_COOKIE_NAME"])


def tries(browser: FlaskClient, user: User, password: str = "wrong") -> int:
    return send_sign_in(browser, user.email, password).status_code
