"""Two browsers make the first sign-in of one person at the same moment. Both get in, with one account."""

import threading

from models.people import oidc
from models.plumbing import database
from tests.conftest import database_url  # noqa: F401 (on both databases)
from tests.vocabulary.site import Site, now
from tests.web.account.by_password import is_signed_in
from tests.web.account.provider import approve, begin, come_back


def test_two_first_sign_ins_at_once_make_one_account(provider_site: Site, issuer: str) -> None:
    client = provider_site.browser()
    address, statuses = approve(begin(client), "olga"), []
    second = threading.Thread(target=lambda: statuses.append(come_back(client, address).status_code))
    with database.writing() as db:
        oidc.find_or_create_user(db, oidc.Claims(f"{issuer} olga", "olga@example.com", True, "Olga"), now=now())
        second.start()
        # Long enough for the second one to get its claims from the provider and to wait for the insert.
        second.join(1)
        assert second.is_alive()
    second.join(20)
    assert statuses == [303]
    assert is_signed_in(client)
    assert provider_site.state()["user_account"] == 1
