"""The stylesheet of the accent, and the logo: how they are made, kept and refused (contract 11.64, 11.66, 11.69)."""

import io
import re

import pytest
from PIL import Image

from models.site import look
from tests.vocabulary import pictures
from tests.vocabulary.pages import errors_beside
from tests.vocabulary.site import Site
from tests.web.admin.conftest import Admin
from tests.web.admin.look import YEAR, linked, png, put_logo, set_look, stored

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


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


@pytest.mark.parametrize("name", ["If-Modified-Since", "If-Range"])
def test_a_date_out_of_range_is_ignored(admin: Admin, site: Site, name: str) -> None:
    set_look(admin, accent="#ffdd00")
    address = theme_of(site.browser().get("/login").text)
    headers = {name: "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"}
    assert site.browser().get(address, headers=headers).status_code == 200


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
