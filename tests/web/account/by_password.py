"""Signing in with a password, and what a browser can do then."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models.tables import User
from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site


def sign_in(site: Site, user: User, password: str = PASSWORD) -> FlaskClient:
    client = site.browser()
    send_sign_in(client, user.email, password)
    return client


def send_sign_in(
    client: FlaskClient, email: str, password: str, *, address: str = "127.0.0.1", **fields: str
) -> TestResponse:
    """Opens the sign-in form and sends it, from this address."""
    form = inputs(client.get("/login").text) | {"email": email, "password": password} | fields
    browser = {"User-Agent": "<i>Firefox/140 (Linux)"}
    return client.post("/login", data=form, headers=browser, environ_base={"REMOTE_ADDR": address})


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/media").status_code == 200


def copy_of(site: Site, client: FlaskClient) -> FlaskClient:
    """Another browser with the same cookie, as a thief would have it."""
    name = site.app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    assert cookie is not None
    copy = site.browser()
    copy.set_cookie(name, cookie.value)
    return copy
