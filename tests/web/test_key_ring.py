"""The site gets a new key while people use it: links, sign-ins and open forms go on working (contract 11.4)."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from models.plumbing import database
from models.site import founding
from models.tables import Site as FoundedSite
from tests.conftest import forget
from tests.vocabulary.maker import NOW
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Guest, Guests, Site
from web.app import create_app

OLD = "the key of before the rotation and long enough"
NEW = "the key of after the rotation and long enough"


def restart(site: Site, monkeypatch: pytest.MonkeyPatch, present: str, former: str = "") -> None:
    """Start the site with these keys. Browsers keep their cookies."""
    monkeypatch.setenv("GUESTLINK_SECRET_KEY", present)
    monkeypatch.setenv("GUESTLINK_FORMER_KEYS", former)
    forget()
    founding.migrate(database.engine(), now=NOW)
    site.app = create_app()


@pytest.fixture
def old_site(environment: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Site:
    site: Site = request.getfixturevalue("site")
    with database.writing() as db:
        db.execute(delete(FoundedSite))
    restart(site, monkeypatch, OLD)
    return site


def moved(client: FlaskClient, site: Site) -> FlaskClient:
    """The same browser, now at the restarted site."""
    client.application = site.app
    return client


def rotate(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    restart(site, monkeypatch, NEW, OLD)


def test_links_of_both_keys_admit_and_the_old_address_stays(
    old_site: Site, guest: Guests, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = old_site.maker.user()
    media_id = old_site.media(owner)
    link = old_site.link(media_id)
    address = old_site.address(link)
    rotate(old_site, monkeypatch)
    window = old_site.signed_in(owner).get(f"/media/{media_id}/guest-access").text
    assert f'value="http://127.0.0.1:8000{address}"' in window
    for each in (link, old_site.link(media_id)):
        assert Guest(old_site.browser(), old_site.address(each)).enter().status_code == 303
        assert old_site.clicks(each) == 1


def test_an_open_entry_form_is_admitted_once_and_its_repeat_gets_the_same_cookie(
    old_site: Site, guest: Guests, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = old_site.link()
    dana = guest(link)
    form = dana.form()
    rotate(old_site, monkeypatch)
    moved(dana.client, old_site)
    assert dana.send(form, name="").status_code == 422, "what is wrong is asked again by the same form"
    assert dana.send(form).status_code == 303
    cookie = dana.cookie("guestlink_guest")
    dana.client.delete_cookie("guestlink_guest", path=dana.address)
    assert dana.send(form).status_code == 303
    assert dana.cookie("guestlink_guest") == cookie
    assert old_site.clicks(link) == 1
    assert dana.watch()


def test_a_guest_session_goes_on(old_site: Site, guest: Guests, monkeypatch: pytest.MonkeyPatch) -> None:
    dana = guest()
    dana.enter()
    visit = dana.watch()
    restart(old_site, monkeypatch, NEW, OLD)
    moved(dana.client, old_site)
    assert dana.client.get(f"{visit}/video").status_code == 200
    assert dana.watch()


def test_an_owner_stays_signed_in_and_their_open_form_is_accepted(
    old_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = old_site.maker.user()
    media_id = old_site.media(owner)
    client = old_site.signed_in(owner)
    window = f"/media/{media_id}/guest-access"
    form = inputs(client.get(f"{window}/new").text)
    rotate(old_site, monkeypatch)
    moved(client, old_site)
    assert client.get("/media").status_code == 200
    assert client.post(window, data=form | {"name": "Typed before"}).status_code == 303
    assert "Typed before" in client.get(window).text


def test_cookies_and_forms_of_a_removed_key_do_not_count(
    old_site: Site, guest: Guests, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = old_site.maker.user()
    client = old_site.signed_in(owner)
    client.get("/media")
    link = old_site.link()
    dana = guest(link)
    form = dana.form()
    old_site.delete_link(link)
    rotate(old_site, monkeypatch)
    fresh = old_site.link()
    restart(old_site, monkeypatch, NEW)
    assert moved(client, old_site).get("/media").status_code == 302
    dana = Guest(moved(dana.client, old_site), old_site.address(fresh))
    assert dana.send(form).status_code == 400
    assert old_site.clicks(fresh) == 0
