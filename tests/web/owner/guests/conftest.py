"""An owner, and a link whose guests are listed."""

import pytest
from flask.testing import FlaskClient

from models.plumbing import database
from models.tables import GuestLink
from tests.vocabulary.site import Site


@pytest.fixture
def link(site: Site) -> GuestLink:
    return site.link(site.media(site.maker.user()))


@pytest.fixture
def owner(site: Site, link: GuestLink) -> FlaskClient:
    with database.reading() as db:
        return site.signed_in(db.get_one(GuestLink, link.id).media.owner)
