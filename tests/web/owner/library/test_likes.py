"""The Like button: its state, its count, and who may use it (contract 4.19)."""

import re

import pytest

from models.plumbing import database
from models.tables import MediaItem
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site


def shown(page: str) -> tuple[str, str, str]:
    """The state that the button would set, whether it is pressed, and the count."""
    pressed = re.search(r'aria-pressed="(\w+)"', page)
    count = re.search(r'class="praise-count">(\d+)<', page)
    assert pressed
    assert count
    return inputs(page)["state"], pressed[1], count[1]


def test_liking_twice_counts_once_and_can_be_taken_back(site: Site) -> None:
    media_id = site.media()
    with database.writing() as db:
        db.get_one(MediaItem, media_id).visibility = "site"
    address = f"/media/{media_id}"
    ada, bob = (site.signed_in(site.maker.user("viewer")) for _ in range(2))
    form = inputs(ada.get(address).text)
    assert shown(ada.get(address).text) == ("liked", "false", "0")
    for _ in range(2):
        assert ada.post(f"{address}/like", data=form).location == address
    assert shown(ada.get(address).text) == ("not_liked", "true", "1")
    assert shown(bob.get(address).text) == ("liked", "false", "1")
    for _ in range(2):
        ada.post(f"{address}/like", data=form | {"state": "not_liked"})
    assert shown(ada.get(address).text) == ("liked", "false", "0")


@pytest.mark.parametrize("changed", [{"state": "flip"}, {"state": ""}, {"csrf_token": "x"}])
def test_an_unknown_state_or_token_changes_nothing(site: Site, changed: dict[str, str]) -> None:
    owner = site.maker.user()
    address = f"/media/{site.media(owner)}"
    client = site.signed_in(owner)
    assert client.post(f"{address}/like", data=inputs(client.get(address).text) | changed).status_code == 400
    assert shown(client.get(address).text) == ("liked", "false", "0")
