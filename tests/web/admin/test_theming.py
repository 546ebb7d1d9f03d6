"""Theming: name, logo, accent and privacy notice, and the pages that show them (contract 11.64, 11.69)."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from models.plumbing import database
from models.site import look
from models.site.look import Look
from tests.vocabulary.pages import errors_beside
from tests.vocabulary.site import Guests, Site
from tests.web.admin.conftest import Admin
from tests.web.admin.look import png, put_logo, set_look, stored
from web.pages import looks

LOOK = {
    "site_name": "Ganim גנים",
    "accent": "#FFDD00",
    "privacy_notice": "We keep\r\nlittle.",
    "privacy_url": "example.org/p",
}


@pytest.fixture
def pages_of_guests(site: Site, guest: Guests) -> Callable[[], dict[str, str]]:
    visitor = guest()
    visitor.enter()
    ended = guest(site.link(site.media(access=False)))

    def pages() -> dict[str, str]:
        return {
            "sign-in": site.browser().get("/login").text,
            "entry": site.browser().get(visitor.address).text,
            "media": visitor.client.get(visitor.address).text,
            "message": site.browser().get(ended.address).text,
            "unknown": site.browser().get("/g/unknown").text,
        }

    return pages


def test_name_logo_accent_and_privacy_notice_stand_on_every_page_of_guests(
    admin: Admin, pages_of_guests: Callable[[], dict[str, str]]
) -> None:
    before = pages_of_guests()
    # The address must be one; the form keeps what was typed.
    assert errors_beside(set_look(admin, **LOOK).text).keys() == {"privacy_url"}
    assert set_look(admin, **LOOK | {"privacy_url": "https://example.org/p"}).status_code == 303
    assert put_logo(admin, png()).status_code == 303
    for name, page in pages_of_guests().items():
        assert '<span dir="auto" translate="no">Ganim גנים</span>' in page, name
        assert '<img class="site-logo"' in page, name
        assert "/theme-ffdd00-" in page, name
        assert page.count("We keep\nlittle.") == 1, name
        assert page.count('href="https://example.org/p"') == 1, name
        assert "site-look" not in before[name], name
        assert "/theme-" not in before[name], name


def test_without_a_look_pages_are_as_they_were(admin: Admin, pages_of_guests: Callable[[], dict[str, str]]) -> None:
    plain = re.compile(r'value="[^"]*"|/v/[0-9a-f]+|data-guest="[^"]*"')
    before = {name: plain.sub("", page) for name, page in pages_of_guests().items()}
    set_look(admin, site_name="Ganim", accent="#123456", privacy_notice="We keep little.")
    assert put_logo(admin, png()).status_code == 303
    assert set_look(admin).status_code == 303
    assert admin.post("/admin/theming/logo", do="remove").status_code == 303
    assert stored() == Look()
    after = {name: plain.sub("", page) for name, page in pages_of_guests().items()}
    assert [name for name, page in after.items() if page != before[name]] == []


def test_what_an_admin_typed_is_text_and_nothing_else(
    admin: Admin, pages_of_guests: Callable[[], dict[str, str]]
) -> None:
    assert set_look(admin, site_name="<b>A</b>", privacy_notice="<script>x</script>").status_code == 303
    for page in pages_of_guests().values():
        assert "<b>A</b>" not in page
        assert "<script>x" not in page
        assert "&lt;script&gt;x" in page


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("accent", "#abc", "#aabbcc"),
        ("accent", " 0A7D6C ", "#0a7d6c"),
        ("accent", "", None),
        ("site_name", " A ", "A"),
        ("site_name", "x" * 100, "x" * 100),
        ("privacy_notice", "x" * 2000, "x" * 2000),
        ("privacy_notice", " \n ", None),
        ("privacy_url", "HTTP://Example.org", "http://example.org/"),
    ],
)
def test_what_was_typed_is_kept_as_it_is_meant(admin: Admin, field: str, typed: str, kept: str | None) -> None:
    assert set_look(admin, **{field: typed}).status_code == 303
    names = {"site_name": "name"}
    assert getattr(stored(), names.get(field, field)) == kept


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("accent", "red"),
        ("accent", "#12345"),
        ("accent", "#0a7d6c;}"),
        ("accent", "#１２３４５６"),
        ("site_name", "x" * 101),
        ("site_name", "a\u202eb"),
        ("site_name", "!"),
        ("privacy_notice", "x" * 2001),
        ("privacy_notice", "\0"),
        ("privacy_url", "javascript:alert(1)"),
        ("privacy_url", "https://user:pass@example.org"),
        ("privacy_url", "/privacy"),
        ("privacy_url", "https://example.org/" + "x" * 2000),
    ],
)
def test_what_cannot_be_used_is_refused_beside_its_field_and_kept(admin: Admin, field: str, typed: str) -> None:
    answer = set_look(admin, **{"site_name": "Kept"} | {field: typed})
    assert (answer.status_code, list(errors_beside(answer.text))) == (422, [field])
    assert field == "site_name" or 'value="Kept"' in answer.text
    assert stored() == Look()


def test_another_process_sees_a_change_when_it_reads_anew(site: Site) -> None:
    """It reads again after at most KEPT_SECONDS, and asks nothing in between."""
    assert looks.KEPT_SECONDS <= 10
    with database.writing() as db:
        look.set_look(db, look.Look("Before"))
    site.app.extensions[looks.NAME].until = float("-inf")
    assert "Before" in site.browser().get("/login").text
    with database.writing() as db:
        look.set_look(db, look.Look("Changed"))
    site.app.extensions[looks.NAME].until = float("inf")
    assert "Before" in site.browser().get("/login").text
    site.app.extensions[looks.NAME].until = 0.0
    assert "Changed" in site.browser().get("/login").text


def test_without_the_database_pages_keep_the_look_that_was_read(
    admin: Admin, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_look(admin, site_name="Ganim")
    site.browser().get("/login")

    def fail(_db: object) -> Look:
        raise OperationalError("", None, Exception())

    monkeypatch.setattr(look, "look", fail)
    site.app.extensions[looks.NAME].until = 0.0
    client: FlaskClient = site.browser()
    assert "Ganim" in client.get("/login").text
    assert site.app.extensions[looks.NAME].until > 0


def test_each_label_names_its_own_field(admin: Admin) -> None:
    """A section with the id of a field would take its label."""
    ids = re.findall(r' id="([^"]+)"', admin.client.get("/admin/theming").text)
    assert sorted(set(ids)) == sorted(ids)
