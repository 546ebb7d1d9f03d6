"""An owner at the window *Manage guest access* of an item."""

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site


@dataclass
class Window:
    client: FlaskClient
    address: str

    @property
    def media_page(self) -> str:
        return self.address.removesuffix("/guest-access")

    @property
    def media_id(self) -> int:
        return int(self.media_page.rpartition("/")[2])

    def form(self, page: str) -> dict[str, str]:
        """The fields of the form on a page below the window, such as `new`."""
        return inputs(self.client.get(f"{self.address}/{page}").text)

    def create(self, **typed: str) -> TestResponse:
        return self.client.post(self.address, data=self.form("new") | {"name": "A link"} | typed)


@pytest.fixture
def window(site: Site) -> Window:
    owner = site.maker.user()
    return Window(site.signed_in(owner), f"/media/{site.media(owner)}/guest-access")


@pytest.fixture
def made(window: Window) -> Window:
    """Its link ends in 7 days and has 5 clicks, of which none is spent."""
    window.create(name="For the team", clicks="5", days="7")
    return window
