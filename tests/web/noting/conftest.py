"""The stage of the forms that change something."""

import pytest

from models.media import remote_playlists
from tests.vocabulary.site import Site
from tests.web.noting.stage import Stage


@pytest.fixture
def stage(site: Site, clip: bytes, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr(remote_playlists, "origins_of", lambda _url: "https://cdn.example.org")
    me = site.maker.user("admin")
    return Stage(site, me, site.signed_in(me), clip)
