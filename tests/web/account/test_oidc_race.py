"""Two browsers bring one stranger in one moment: both are in, as one person, and nobody sees an error."""

import threading

from models.people import oidc
from models.plumbing import database
from tests.conftest import database_url  # noqa: F401 (on both databases)
from tests.vocabulary.site import Site, now
from tests.web.account.provider import approved, begin, come_back, is_in


def test_the_browser_that_comes_second_is_in_as_the_same_person(configured: Site, issuer: str) -> None:
    client = configured.browser()
    address, statuses = approved(begin(client), "olga"), []
    second = threading.Thread(target=lambda: statuses.append(come_back(client, address).status_code))
    with database.writing() as db:
        oidc.find_or_create_user(db, oidc.Claims(f"{issuer} olga", "olga@example.com", True, "Olga"), now=now())
        second.start()
        # Long enough for the second to hear from the provider and to wait at its own insert.
        second.join(1)
        assert second.is_alive()
    second.join(20)
    assert statuses == [303]
    assert is_in(client)
    assert configured.state()["user_account"] == 1
