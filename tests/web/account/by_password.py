"""Signing in at the form, as a person with a local account does."""

from flask.testing import FlaskClient

from models.tables import User
from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site


def sign_in(site: Site, user: User, password: str = PASSWORD) -> FlaskClient:
    client = site.browser()
    form = inputs(client.get("/login").text) | {"email": user.email, "password": password}
    client.post("/login", data=form, headers={"User-Agent": "<i>Firefox/140 (Linux)"})
    return client
