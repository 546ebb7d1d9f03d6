"""The window *Manage guest access*: its switch, and deleting a link (contract 2.26, 2.27)."""

import pytest

from tests.vocabulary.site import Site
from tests.web.owner.links.conftest import Window


@pytest.mark.parametrize("link_id", ["", "x", "-1", "0", "\0", "\u0663", "9" * 9, "9" * 5000, "1_0", "1e3"])
def test_an_impossible_link_id_deletes_nothing(site: Site, window: Window, link_id: str) -> None:
    window.create()
    form = window.form("off") | {"do": "delete", "link_id": link_id}
    assert window.client.post(window.address, data=form).status_code == 404
    assert site.state()["dead links"] == 0


@pytest.mark.parametrize("state", ["", "flip", "ON", "\0", "true", None])
def test_an_unknown_state_switches_nothing(site: Site, window: Window, state: str | None) -> None:
    form = window.form("off") | {"do": "switch", "state": state}
    answer = window.client.post(window.address, data={key: value for key, value in form.items() if value is not None})
    assert answer.status_code == 400
    assert site.state()["on"] == 1


def test_deleting_a_link_twice_deletes_it_once(site: Site, window: Window) -> None:
    window.create()
    window.create(name="Another")
    form = window.form("links/1/delete")
    assert window.client.post(window.address, data=form).status_code == 303
    assert window.client.post(window.address, data=form).status_code == 303
    assert site.state()["dead links"] == 1
