"""The title of a page with a refused form says so first (contract 4.36)."""

import re
from html import unescape

import pytest

from models.plumbing import database
from models.site import look
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Guest, Site
from web.pages import looks


def title(page: str) -> str:
    (found,) = re.findall("<title>(.*?)</title>", page)
    return unescape(found)


@pytest.mark.parametrize(
    ("path", "to", "values"),
    [
        ("/media/new-room", None, {"title": " "}),
        ("/media/new-live", None, {"title": " "}),
        ("/media/{}/guest-access/new", "/media/{}/guest-access", {"name": " "}),
        ("/media/{}/guest-access/new", "/media/{}/guest-access", {"clicks": "-1"}),
        ("/media/{}/edit", None, {"title": " "}),
        ("/media/{}/edit", "/media/{}/collaborators", {"do": "add", "email": "x"}),
        ("/media/{}/edit", "/media/{}/captions", {"do": "put", "language": "en"}),
        ("/media/{}/edit", "/media/{}/poster", {"do": "put"}),
        ("/account", "/account/password", {"current": "", "new": ""}),
        ("/admin/modules", None, {"do": "rules", "default_clicks": "x"}),
        ("/admin/modules", None, {"do": "permit_user", "email": "x"}),
        ("/admin/modules", None, {"do": "permit_group", "group": "x"}),
        ("/admin/groups", None, {"name": " "}),
        ("/admin/users/new", None, {"email": "x"}),
    ],
)
def test_a_refused_form_has_the_error_first_in_its_title(
    site: Site, path: str, to: str | None, values: dict[str, str]
) -> None:
    admin = site.maker.user("admin")
    media_id = site.media(admin)
    client = site.signed_in(admin)
    page = client.get(path.format(media_id)).text
    assert not title(page).startswith("Error")
    token = {"csrf_token": inputs(page)["csrf_token"]}
    is_whole_form = "do" not in values and path != "/account"
    form = inputs(page) | values if is_whole_form else token | values
    refused = client.post((to or path).format(media_id), data=form)
    assert refused.status_code == 422
    assert title(refused.text).startswith("Error: ")


def test_a_refused_sign_in_too(site: Site) -> None:
    client = site.browser()
    form = inputs(client.get("/login").text) | {"email": "nobody@example.com", "password": "wrong"}
    assert title(client.post("/login", data=form).text) == "Error: Sign in · Guestlink"


@pytest.mark.parametrize(("language", "start"), [("en", "Error: You are"), ("es", "Error: "), ("he", "שגיאה: ")])
def test_a_refused_entry_form_too_and_its_title_stays_generic(site: Site, language: str, start: str) -> None:
    dana = Guest(site.browser(), site.address(site.link()))
    headers = {"Accept-Language": language}
    page = dana.client.get(dana.address, headers=headers).text
    refused = dana.client.post(dana.address, data=inputs(page) | {"name": " "}, headers=headers)
    assert refused.status_code == 422
    assert title(refused.text).startswith(start)
    assert title(refused.text).endswith(title(page))


def test_what_people_type_never_looks_like_an_error(site: Site) -> None:
    owner = site.maker.user()
    media_id = site.media(owner)
    client = site.signed_in(owner)
    form = inputs(client.get(f"/media/{media_id}/edit").text) | {"title": 'role="alert" tabindex="-1"'}
    client.post(f"/media/{media_id}/edit", data=form)
    assert title(client.get(f"/media/{media_id}").text) == 'role="alert" tabindex="-1" · Guestlink'


@pytest.mark.parametrize(
    "path", ["/media", "/links", "/media/{}", "/media/{}/edit", "/media/{}/delete", "/admin/users"]
)
def test_titles_name_the_site_as_its_admin_has_named_it(site: Site, path: str) -> None:
    admin = site.maker.user("admin")
    address, client = path.format(site.media(admin)), site.signed_in(admin)
    assert title(client.get(address).text).endswith(" · Guestlink")
    with database.writing() as db:
        look.set_look(db, look.Look("Riverside College"))
    with site.app.app_context():
        looks.forget()
    named = title(client.get(address).text)
    assert named.endswith(" · Riverside College")
    assert "Guestlink" not in named


def test_titles_hold_no_markup(site: Site) -> None:
    """A title is read as plain text: the one of *Theming* once began with a tag."""
    client = site.signed_in(site.maker.user("admin"))
    paths = ("", "modules", "theming", "users", "users/1", "groups", "maintenance", "erase", "audit", "users/new")
    titles = [title(client.get(f"/admin/{path}").text) for path in paths]
    assert [each for each in titles if "<" in each] == []
    assert len(set(titles)) == len(paths)


def test_the_pages_of_an_item_name_it(site: Site) -> None:
    """With several of them open, tabs and the history tell them apart (contract 4.58)."""
    owner = site.maker.user()
    link = site.link(site.media(owner))
    client, item, window = site.signed_in(owner), f"/media/{link.media_id}", f"/media/{link.media_id}/guest-access"
    paths = [item, f"{item}/edit", f"{item}/guests", f"/media/new?replaces={link.media_id}", window, f"{window}/new"]
    paths += [f"{window}/invite", f"{window}/links/{link.id}", f"{window}/links/{link.id}/edit"]
    titles = [title(client.get(path).text) for path in paths]
    assert [each for each in titles if "A title" not in each] == []
    assert len(set(titles)) == len(titles) - 1


def test_questions_about_links_lead_back_to_their_item(site: Site) -> None:
    owner = site.maker.user()
    link = site.link(site.media(owner))
    client, window = site.signed_in(owner), f"/media/{link.media_id}/guest-access"
    for end in ("off", "new", f"links/{link.id}/end", f"links/{link.id}/delete", f"links/{link.id}/edit"):
        assert 'dir="auto" translate="no">A title</a>' in client.get(f"{window}/{end}").text
