"""Every role gets the status in the matrix at every route. A route that the matrix does not list fails."""

import re

import pytest

from models.plumbing import database
from models.tables import MediaItem, Module
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site
from tests.web.matrix import MATRIX, ROLES, Cast, path_of


def _rules(site: Site) -> list[tuple[str, str]]:
    known = {"GET", "POST", "PUT", "PATCH", "DELETE"}
    rules = site.app.url_map.iter_rules()
    return [(rule.endpoint, method) for rule in rules for method in sorted(known & (rule.methods or set()))]


def test_every_route_is_listed_and_every_listed_route_exists(site: Site) -> None:
    assert set(_rules(site)) == set(MATRIX)
    assert all(len(row) == len(ROLES) for row in MATRIX.values())


@pytest.mark.parametrize(("endpoint", "method"), MATRIX, ids=[" ".join(key) for key in MATRIX])
def test_each_role_gets_what_the_matrix_says(site: Site, cast: Cast, endpoint: str, method: str) -> None:
    browsers, values = cast
    path = path_of(site, endpoint, values)
    before = site.state()
    answers = {role: browsers[role].open(path, method=method).status_code for role in ROLES}
    assert answers == dict(zip(ROLES, MATRIX[endpoint, method], strict=True))
    new_visits = 1 if endpoint == "guest.page" else 0
    assert site.state() == before | {"visit": before["visit"] + new_visits}, "nothing happens without a form"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_other_methods_are_refused_everywhere(site: Site, cast: Cast, method: str) -> None:
    browsers, values = cast
    taken = {(path_of(site, endpoint, values), its_own) for endpoint, its_own in MATRIX}
    for path in {path for path, _ in taken if (path, method) not in taken}:
        assert browsers["admin"].open(path, method=method).status_code == 405


# The headers that browsers send with a form of another site. Without TLS they send only its origin.
FOREIGN = [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
FOREIGN += [{"Origin": origin} for origin in ("http://evil.example", "http://localhost.evil.example", "http://[")]
OF_SANDBOX = {"Origin": "null", "Sec-Fetch-Site": "cross-site"}
FOREIGN += [OF_SANDBOX]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_forms_of_another_site_are_refused_everywhere(site: Site, cast: Cast, headers: dict[str, str]) -> None:
    browsers, values = cast
    before = site.state()
    for endpoint in {endpoint for endpoint, method in MATRIX if method == "POST"}:
        for role in ("anonymous", "guest", "admin"):
            path = path_of(site, endpoint, values)
            answer = browsers[role].post(path, data={"title": "typed elsewhere"}, headers=headers)
            if (headers, role) == (OF_SANDBOX, "anonymous") and path.startswith("/g/"):
                # It may be a sandboxed tab, and is read, but does nothing (contract 11.16).
                assert "typed elsewhere" not in answer.text
                continue
            assert (answer.status_code, "typed elsewhere" in answer.text) == (403, False), (endpoint, role)
            assert "It was sent from another site" in answer.text
    assert site.state() == before


# Browsers write `null` where something on the way has forbidden the referrer.
OURS = ["https://LOCALHOST:8443", "http://localhost", "http://127.0.0.1:8080", "null"]


@pytest.mark.parametrize("origin", OURS)
def test_a_form_of_an_old_browser_is_accepted_with_any_scheme_and_port_of_our_host(
    site: Site, cast: Cast, origin: str
) -> None:
    browsers, values = cast
    window = f"/media/{values['media_id']}/guest-access"
    form = inputs(browsers["owner"].get(f"{window}/off").text) | {"do": "switch", "state": "off"}
    assert browsers["owner"].post(window, data=form, headers={"Origin": origin}).status_code == 303


def test_an_origin_of_null_lets_no_form_through_without_its_token(site: Site, cast: Cast) -> None:
    """It is believed, so the token is all that tells the forms of other sites."""
    browsers, values = cast
    before = site.state()
    for endpoint in {endpoint for endpoint, method in MATRIX if method == "POST"}:
        for role in ("anonymous", "guest", "admin"):
            browsers[role].post(path_of(site, endpoint, values), data={"title": "x"}, headers={"Origin": "null"})
    assert site.state() == before


@pytest.mark.parametrize("minimal", ["viewer", "contributor", "admin"])
def test_creating_links_needs_ownership_and_permission(site: Site, cast: Cast, minimal: str) -> None:
    browsers, values = cast
    with database.writing() as db:
        db.get_one(Module, "Invitetomedia").minimal_role = minimal
    window = f"/media/{values['media_id']}/guest-access"
    may = {"owner": minimal != "admin", "admin": True, "contributor": None, "viewer": None}
    for role, permitted in may.items():
        answer = browsers[role].get(f"{window}/new")
        assert answer.status_code == {True: 200, False: 403, None: 404}[permitted]
    # Turning off needs ownership only. Turning on needs the permission too (contract 2.4).
    owner = browsers["owner"]
    form = inputs(owner.get(f"{window}/off").text)
    assert owner.post(window, data=form | {"do": "switch", "state": "off"}).status_code == 303
    again = owner.post(window, data=form | {"do": "switch", "state": "on"})
    assert again.status_code == (303 if may["owner"] else 403)


def test_nobody_deletes_a_link_of_another_item(site: Site, cast: Cast) -> None:
    _browsers, values = cast
    mallory = site.maker.user("contributor")
    own = site.media(mallory)
    client = site.signed_in(mallory)
    window = f"/media/{own}/guest-access"
    form = inputs(client.get(f"{window}/off").text) | {"do": "delete", "link_id": str(values["link_id"])}
    before = site.state()
    assert client.post(window, data=form).status_code == 404
    assert client.post(f"/media/{values['media_id']}/guest-access", data=form).status_code == 404
    assert client.get(f"{window}/links/{values['link_id']}/delete").status_code == 404
    assert site.state() == before


def test_pages_link_to_nothing_that_would_be_refused(site: Site, cast: Cast) -> None:
    browsers, values = cast
    with database.writing() as db:
        db.get_one(MediaItem, values["media_id"]).visibility = "site"
    for role in ("viewer", "contributor", "collaborator", "owner", "admin"):
        page = browsers[role].get(f"/media/{values['media_id']}").text
        refused = [
            href for href in re.findall(r'href="(/[^"#]*)"', page) if browsers[role].get(href).status_code >= 400
        ]
        assert refused == [], role
