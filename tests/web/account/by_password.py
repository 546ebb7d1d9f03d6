"""Signing in at the form, as a person with a local account does."""

from flask.testing import FlaskClient

from models.tables import User
from tests.making import PASSWORD
from tests.web.reading import inputs
from tests.web.site import Site


def sign_in(site: Site, user: User, password: str = PASSWORD) -> FlaskClient:
    client = site.browser()
    form = inputs(client.get("/login").text) | {"email": user.email, "password": password}
    client.post("/login", data=form, headers={"User-Agent": "<i>Firefox/140 (Linux)"})
    return client
