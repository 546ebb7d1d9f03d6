"""Theming: name, logo, accent and privacy notice, and the pages that show them (contract 11.64, 11.66, 11.69)."""

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from models.plumbing import database
from models.site import look
from models.site.look import Look
from tests.vocabulary import pictures
from tests.vocabulary.pages import errors_beside
from tests.vocabulary.site import Guests, Site
from tests.web.admin.conftest import Admin
from web.pages import looks

YEAR = "public, max-age=31536000, immutable"
LOOK = {
    "site_name": "Ganim גנים",
    "accent": "#FFDD00",
    "privacy_notice": "We keep\r\nlittle.",
    "privacy_url": "example.org/p",
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def stored() -> Look:
    with database.reading() as db:
        return look.look(db)


def set_look(admin: Admin, **typed: str) -> TestResponse:
    blank = dict.fromkeys(("site_name", "accent", "privacy_notice", "privacy_url"), "")
    return admin.post("/admin/theming", **blank | typed)


def put_logo(admin: Admin, content: bytes, name: str = "logo.png") -> TestResponse:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', admin.client.get("/admin/theming").text)
    assert token
    data = {"csrf_token": token[1], "do": "put", "logo": (io.BytesIO(content), name)}
    return admin.client.post("/admin/theming/logo", data=data)


def png(mode: str = "RGBA", size: tuple[int, int] = (64, 32), **saved: object) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size).save(made, "PNG", **saved)
    return made.getvalue()


def linked(page: str, pattern: str) -> str:
    found = re.findall(pattern, page)
    assert len(found) == 1, page
    return str(found[0])


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


def theme_of(page: str) -> str:
    return linked(page, r'href="(/theme-[^"]+)"')


def test_the_accent_is_a_stylesheet_that_caches_keep_for_a_year(admin: Admin, site: Site) -> None:
    set_look(admin, accent="#ffdd00")
    address = theme_of(site.browser().get("/login").text)
    assert re.fullmatch(r"/theme-ffdd00-[0-9a-f]{12}\.css", address)
    answer = site.browser().get(address)
    assert (answer.status_code, answer.content_type) == (200, "text/css; charset=utf-8")
    assert answer.headers["Cache-Control"] == YEAR
    colours = re.findall(r"--([a-z-]+):(#[0-9a-f]{6});", answer.text)
    assert [name for name, _ in colours] == 2 * ["accent", "accent-strong", "accent-soft", "on-accent"]
    # Too light for the light scheme, and right for the dark one.
    accents = [value for name, value in colours if name == "accent"]
    assert accents[0] != "#ffdd00" == accents[1]
    assert f"--accent:light-dark({accents[0]},{accents[1]});" in answer.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/theme-ffdd00-000000000000.css", 200),
        ("/theme-ffdd0-000000000000.css", 404),
        ("/theme-FFDD00-000000000000.css", 404),
        ("/theme-red-000000000000.css", 404),
        ("/theme-ffdd00-0.css", 404),
        ("/theme-ffdd00.css", 404),
        ("/logo-000000000000000000000000.png", 404),
    ],
)
def test_no_cache_keeps_a_theme_of_another_version(site: Site, address: str, status: int) -> None:
    answer = site.browser().get(address)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (status, "no-store")


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (png(), (64, 32)),
        (png(size=(1024, 512)), (1024, 512)),
        (png(size=(1025, 512)), (1024, 512)),
        (png(size=(4000, 100)), (1024, 26)),
        (png(size=(100, 2000)), (26, 512)),
        (png("1"), (64, 32)),
        (png("P"), (64, 32)),
        (png("LA"), (64, 32)),
        (pictures.picture("jpeg"), (64, 32)),
        (pictures.picture("webp"), (64, 32)),
        (pictures.camera_jpeg(6), (32, 64)),
    ],
    ids=lambda value: str(value) if isinstance(value, tuple) else None,
)
def test_a_logo_is_drawn_anew_and_fits(admin: Admin, site: Site, content: bytes, size: tuple[int, int]) -> None:
    assert put_logo(admin, content).status_code == 303
    address = linked(site.browser().get("/login").text, r'src="(/logo-[^"]+)"')
    assert re.fullmatch(r"/logo-[0-9a-f]{24}\.png", address)
    answer = site.browser().get(address)
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/png", YEAR)
    with Image.open(io.BytesIO(answer.data)) as drawn:
        assert (drawn.format, drawn.size, drawn.info) == ("PNG", size, {})
    assert answer.data != content


def test_what_is_transparent_stays_so_and_notes_are_gone(admin: Admin, site: Site) -> None:
    note = pictures.camera_jpeg(1, b"a secret place")
    assert put_logo(admin, note).status_code == 303
    assert b"secret" not in site.browser().get(f"/logo-{(stored().logo or '')[:24]}.png").data
    assert put_logo(admin, png("RGBA")).status_code == 303
    with Image.open(io.BytesIO(site.browser().get(f"/logo-{(stored().logo or '')[:24]}.png").data)) as drawn:
        assert drawn.getpixel((0, 0)) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    "content",
    [SVG, b"GIF89a" + bytes(20), b"x", png()[:60], pictures.one_colour_png(8000, 5001)],
    ids=["svg", "gif", "text", "cut off", "too many pixels"],
)
def test_what_is_no_logo_is_refused_in_words_and_the_old_one_stays(admin: Admin, content: bytes) -> None:
    assert put_logo(admin, png()).status_code == 303
    before = stored()
    answer = put_logo(admin, content, "logo.svg")
    assert (answer.status_code, list(errors_beside(answer.text))) == (422, ["logo"])
    assert stored() == before


@pytest.mark.parametrize(("extra", "status"), [(0, 422), (1, 413), (100_000, 413)])
def test_a_logo_of_more_than_2_mb_is_refused(admin: Admin, extra: int, status: int) -> None:
    """The first is no picture, but of a size that is read."""
    answer = put_logo(admin, bytes(look.MAX_LOGO_BYTES + extra))
    assert (answer.status_code, list(errors_beside(answer.text))) == (status, ["logo"])


def test_under_an_old_digest_the_present_logo_is_sent_and_not_kept(admin: Admin, site: Site) -> None:
    put_logo(admin, png())
    old = (stored().logo or "")[:24]
    put_logo(admin, png(size=(10, 10)))
    answer = site.browser().get(f"/logo-{old}.png")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    admin.post("/admin/theming/logo", do="remove")
    assert site.browser().get(f"/logo-{old}.png").status_code == 404


def test_another_process_sees_a_change_when_it_reads_anew(site: Site) -> None:
    """It reads again after at most KEPT_SECONDS, and asks nothing in between."""
    assert looks.KEPT_SECONDS <= 10
    with database.writing() as db:
        look.set_look(db, name="Before", accent=None, privacy_notice=None, privacy_url=None)
    site.app.extensions[looks.NAME].until = float("-inf")
    assert "Before" in site.browser().get("/login").text
    with database.writing() as db:
        look.set_look(db, name="Changed", accent=None, privacy_notice=None, privacy_url=None)
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
