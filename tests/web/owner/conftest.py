"""An owner, an item of theirs, and their browser."""

import pytest
from flask.testing import FlaskClient

from models.tables import User
from tests.vocabulary.site import Site


@pytest.fixture
def owner(site: Site) -> User:
    return site.maker.user()


@pytest.fixture
def media_id(site: Site, owner: User) -> int:
    return site.media(owner)


@pytest.fixture
def client(site: Site, owner: User) -> FlaskClient:
    return site.signed_in(owner)
