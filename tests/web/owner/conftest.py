"""An owner, an item of theirs, and their client."""

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
def owner_client(site: Site, owner: User) -> FlaskClient:
    """The client of this owner."""
    return site.signed_in(owner)
