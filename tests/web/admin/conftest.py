"""An admin who uses the admin pages."""

import re
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models.plumbing import database
from models.tables import Module, User
from models.tables.module import INVITETOMEDIA
from tests.vocabulary.site import Site


@dataclass
class Admin:
    site: Site
    user: User
    client: FlaskClient

    def post(self, address: str, **fields: str) -> TestResponse:
        """Adds the CSRF token of the admin's pages."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.client.get("/admin/modules").text)
        assert token
        return self.client.post(address, data={"csrf_token": token[1]} | fields)

    def set_rules(self, **changed: str) -> TestResponse:
        """Sends the form of the rules: blank but for `changed`, with the role *contributor*."""
        stored = {"permits": "role", "minimal_role": "contributor"}
        blank = dict.fromkeys(("default_clicks", "most_clicks", "default_days", "most_days"), "")
        return self.post("/admin/modules", do="rules", **stored | blank | changed)

    def module(self, name: str = INVITETOMEDIA) -> Module:
        with database.reading() as db:
            return db.get_one(Module, name)

    def stored(self, user: User) -> User:
        with database.reading() as db:
            return db.get_one(User, user.id)


@pytest.fixture
def admin(site: Site) -> Admin:
    user = site.maker.user("admin")
    return Admin(site, user, site.signed_in(user))
