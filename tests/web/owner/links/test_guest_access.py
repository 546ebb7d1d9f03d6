"""The window *Manage guest access*: its switch, and deleting a link (contract 2.26, 2.27)."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site

Window = tuple[FlaskClient, str]


@pytest.fixture
def window(site: Site) -> Window:
    owner = site.maker.user()
    media_id = site.media(owner)
    return site.signed_in(owner), f"/media/{media_id}/guest-access"


def _create(window: Window, **typed: str) -> TestResponse:
    client, address = window
    form = inputs(client.get(f"{address}/new").text) | {"name": "A link"} | typed
    return client.post(address, data=form)


@pytest.mark.parametrize("link_id", ["", "x", "-1", "0", "\0", "\u0663", "9" * 9, "9" * 5000, "1_0", "1e3"])
def test_an_impossible_link_id_deletes_nothing(site: Site, window: Window, link_id: str) -> None:
    _create(window)
    client, address = window
    form = inputs(client.get(f"{address}/off").text) | {"do": "delete", "link_id": link_id}
    assert client.post(address, data=form).status_code == 404
    assert site.state()["dead links"] == 0


@pytest.mark.parametrize("state", ["", "flip", "ON", "\0", "true", None])
def test_an_unknown_state_switches_nothing(site: Site, window: Window, state: str | None) -> None:
    client, address = window
    form = inputs(client.get(f"{address}/off").text) | {"do": "switch", "state": state}
    answer = client.post(address, data={key: value for key, value in form.items() if value is not None})
    assert answer.status_code == 400
    assert site.state()["on"] == 1


def test_deleting_a_link_twice_deletes_it_once(site: Site, window: Window) -> None:
    _create(window)
    _create(window, name="Another")
    client, address = window
    form = inputs(client.get(f"{address}/links/1/delete").text)
    assert client.post(address, data=form).status_code == 303
    assert client.post(address, data=form).status_code == 303
    assert site.state()["dead links"] == 1
