"""The account page: changing the password, and signing out elsewhere (contract 12.5, 12.7)."""

import re

import pytest

from models.tables import User
from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.site import Site
from tests.web.account.by_password import copy_of, is_signed_in, sign_in


@pytest.mark.parametrize(("where", "here"), [("elsewhere", True), ("everywhere", False)])
def test_signing_out_elsewhere_or_everywhere(site: Site, user: User, where: str, here: bool) -> None:
    client, other, stranger = sign_in(site, user), sign_in(site, user), sign_in(site, site.maker.user())
    page = client.get("/account").text
    assert page.count("Signed in since") == 2
    assert page.count("Firefox on Linux") == 2
    assert "Firefox/140" not in page
    assert page.count("This browser") == 1
    client.post("/account/sessions", data=inputs(page) | {"where": where})
    assert (is_signed_in(client), is_signed_in(other), is_signed_in(stranger)) == (here, False, True)


def test_a_changed_password_ends_every_other_browser(site: Site, user: User) -> None:
    client, other = sign_in(site, user), sign_in(site, user)
    form = inputs(client.get("/account").text) | {"current": PASSWORD, "new": "another good one"}
    assert client.post("/account/password", data=form).status_code == 303
    assert (is_signed_in(client), is_signed_in(other)) == (True, False)
    assert not is_signed_in(sign_in(site, user))
    assert is_signed_in(sign_in(site, user, "another good one"))


def test_a_changed_password_ends_copies_of_this_browsers_cookie_too(site: Site, user: User) -> None:
    client = sign_in(site, user)
    form = inputs(client.get("/account").text) | {"current": PASSWORD, "new": "another good one"}
    copy = copy_of(site, client)
    assert is_signed_in(copy)
    client.post("/account/password", data=form)
    assert not is_signed_in(copy)
    assert "Your password was changed." in client.get("/account").text
    assert is_signed_in(client)


def test_a_wrong_current_password_is_refused_and_guessing_is_throttled(site: Site, user: User) -> None:
    client = sign_in(site, user)
    form = inputs(client.get("/account").text) | {"current": "wrong", "new": "another good one"}
    first = client.post("/account/password", data=form)
    assert (first.status_code, errors_beside(first.text)) == (422, {"current": "This is not your password"})
    assert "another good one" not in first.text
    answers = [client.post("/account/password", data=form) for _ in range(10)]
    assert [answer.status_code for answer in answers] == [422] * 9 + [429]
    assert "Too many tries. Wait a minute, then try again." in answers[-1].text
    assert answers[-1].headers["Retry-After"] == "60"
    # The right password does not help then, either.
    assert client.post("/account/password", data=form | {"current": PASSWORD}).status_code == 429
    assert is_signed_in(sign_in(site, user))


def test_the_password_form_names_its_account_for_password_managers_and_masks_both_fields(site: Site) -> None:
    user = site.maker.user()
    page = site.signed_in(user).get("/account").text
    fields = {name: re.search(rf'<input[^>]*name="{name}"[^>]*>', page) for name in ("username", "current", "new")}
    username, current, new = (found.group(0) if found else "" for found in fields.values())
    assert f'value="{user.email}"' in username
    assert 'type="text"' in username
    assert 'autocomplete="username"' in username
    assert username.endswith("hidden>")
    assert 'type="password"' in current
    assert 'autocomplete="current-password"' in current
    assert 'type="password"' in new
    assert 'autocomplete="new-password"' in new
    assert "onpaste" not in page


def test_a_common_new_password_is_refused_beside_its_field(site: Site) -> None:
    user = site.maker.user()
    client = site.signed_in(user)
    form = inputs(client.get("/account").text) | {"current": PASSWORD, "new": "password123"}
    answer = client.post("/account/password", data=form)
    assert answer.status_code == 422
    assert "too easy to guess" in errors_beside(answer.text)["new"]
    assert client.post("/account/password", data=form | {"new": "Louise Smith 99"}).status_code == 422
    assert client.post("/account/password", data=form | {"new": "x" * 64 + " two words"}).status_code == 303
