"""Every text of every page exists in every language, with the same placeholders (contract 3.29)."""

import re
from io import BytesIO

import pytest
from babel.messages.catalog import Message

from tests.vocabulary.pages import heading, inputs
from tests.vocabulary.site import Guest, Site
from tests.web import catalog
from web.pages.localizing import LANGUAGES

TRANSLATED = [language for language in LANGUAGES if language != "en"]
FILLED_IN = re.compile(r"%\(\w+\)s|\{\w+\}|<[^>]+>")
NUMBERS = {"%(num)s", "%(count)s"}


def test_the_sources_contain_texts() -> None:
    """Otherwise the other tests would prove nothing."""
    texts = catalog.texts()
    assert {"Enter your name", "Manage guest access", "%(label)s must be 1 or more"} <= texts
    assert any(isinstance(text, tuple) for text in texts)


def test_every_refusal_is_a_text() -> None:
    """Otherwise it would be shown in English in every language."""
    assert {"There is no such user.", "This is not your password"} <= catalog.given()
    assert catalog.given() - catalog.texts() == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_is_missing(language: str) -> None:
    assert catalog.lacking(language) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_catalog_has_a_text_that_no_page_shows(language: str) -> None:
    known = {(message.id, message.context) for message in catalog.catalog(language) if message.id}
    assert {(text if isinstance(text, str) else text[0], context) for text, context in known} <= {
        catalog.key(text) for text in catalog.texts()
    }


def _texts(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_are_the_same_in_every_language(language: str) -> None:
    """Except that a singular may leave out its number, as in Hebrew."""
    wrong = []
    for message in catalog.catalog(language):
        source = message.id if isinstance(message.id, str) else message.id[-1] if message.id else ""
        wanted = sorted(FILLED_IN.findall(source))
        unnumbered = [part for part in wanted if part not in NUMBERS]
        for place, text in enumerate(_texts(message) if message.id else []):
            singular = not isinstance(message.id, str) and place == 0
            if sorted(FILLED_IN.findall(text)) not in ([wanted, unnumbered] if singular else [wanted]):
                wrong.append((message.id, text))
    assert wrong == []


def test_no_sentence_writes_a_number_for_machines() -> None:
    """`%d` would write 12000 in every language."""
    sentences = [" ".join(text) if isinstance(text, tuple) else text for text in catalog.texts()]
    assert [each for each in sentences if re.search(r"%\(\w+\)[^s]", each)] == []


@pytest.mark.parametrize(
    ("accepted", "language", "direction"),
    [
        ("he", "he", "rtl"),
        ("he-IL,en;q=0.5", "he", "rtl"),
        ("iw-IL,en;q=0.5", "he", "rtl"),
        ("IW", "he", "rtl"),
        *((odd, "he", "rtl") for odd in ("he_IL", "iw_IL", "he.UTF-8", "he_IL.UTF-8", "fr_FR,he_IL;q=0.5")),
        ("es_ES", "es", "ltr"),
        ("iw;q=0.4,es;q=0.9", "es", "ltr"),
        ("in-ID,ji;q=0.9,iw;q=0.5", "he", "rtl"),
        ("ji,in;q=0.9,es;q=0.5", "es", "ltr"),
        ("in,ji", "en", "ltr"),
        ("es-MX", "es", "ltr"),
        ("en;q=0.3,ES;q=0.9", "es", "ltr"),
        ("he;q=0,es;q=0.1", "es", "ltr"),
        ("fr,de", "en", "ltr"),
        ("", "en", "ltr"),
        ("\u05d0;q=x,,", "en", "ltr"),
    ],
)
def test_a_page_is_in_the_language_that_the_browser_accepts(
    site: Site, accepted: str, language: str, direction: str
) -> None:
    page = site.browser().get("/login", headers={"Accept-Language": accepted.encode("utf-8").decode("latin-1")}).text
    assert f'<html lang="{language}" dir="{direction}">' in page


def test_a_chosen_language_holds_for_the_site_and_leads_back(site: Site) -> None:
    client = site.browser()
    answer = client.post("/language", data={"language": "es", "back": "/login?next=/media"})
    assert answer.location == "/login?next=/media"
    assert heading(client.get("/login").text) == "Iniciar sesión en Guestlink"


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example", "", "javascript:1"])
def test_choosing_a_language_never_leads_to_another_site(site: Site, target: str) -> None:
    assert site.browser().post("/language", data={"language": "he", "back": target}).location == "/"


@pytest.mark.parametrize("language", ["xx", "", "../../etc/passwd", "he\r\nX: y", "\0", "en" * 9999])
def test_an_unknown_language_changes_nothing(site: Site, language: str) -> None:
    answer = site.browser().post("/language", data={"language": language})
    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers


def test_a_guests_choice_is_for_that_link_alone_and_costs_no_click(site: Site) -> None:
    link = site.link()
    dana = Guest(site.browser(), site.address(link))
    answer = dana.client.post(f"{dana.address}/language", data={"language": "he"})
    assert answer.location == dana.address
    assert f"Path={dana.address}" in answer.headers["Set-Cookie"]
    assert heading(dana.client.get(dana.address).text).startswith("הזמנה מאת")
    assert '<html lang="en"' in dana.client.get(site.address(site.link())).text
    assert '<html lang="en"' in dana.client.get("/login").text
    assert site.clicks(link) == 0


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_address_of_a_choice_leads_to_its_page(site: Site, method: str) -> None:
    """The page of a refused choice stands there, and Enter in the address bar asks for it."""
    address = site.address(site.link())
    for path, page in (("/language", "/"), (f"{address}/language", address)):
        answer = site.browser().open(path, method=method)
        assert (answer.status_code, answer.location) == (303, page)


@pytest.mark.parametrize("path", ["/g/unknown", "/%E2%80%8Bg/unknown", "/%20g/", "/g/", "/g/unknown/x"])
def test_no_link_and_no_form_of_a_page_of_guests_leads_anywhere_else(site: Site, path: str) -> None:
    """Also where the address was spoilt and leads to no link (contract 3.26)."""
    answer = site.browser().get(path)
    assert answer.status_code == 404
    leads_to = re.findall(r'<(?:a|form) [^>]*(?:href|action)="([^"]*)"', answer.text)
    assert [each for each in leads_to if not each.startswith(("/g/unknown", "#"))] == []


def test_errors_and_numbers_are_in_the_language_of_the_page(site: Site) -> None:
    client = site.signed_in(site.maker.user())
    media_id = site.media(site.maker.user("admin"))
    admin = site.signed_in(site.maker.user("admin"))
    assert client.get(f"/media/{media_id}", headers={"Accept-Language": "es"}).status_code == 404
    address = f"/media/{media_id}/guest-access"
    form = inputs(admin.get(f"{address}/new").text) | {"name": " ", "clicks": "9999999"}
    page = admin.post(address, data=form, headers={"Accept-Language": "es"}).text
    assert "Escribe un nombre para el enlace" in page
    assert "Número de clics: 1.000.000 como máximo" in page


def test_after_a_refused_form_a_change_of_language_leads_back_to_its_page(site: Site) -> None:
    """It does not lead to the address of the form, which only takes forms, or is a picture."""
    owner = site.maker.user()
    media_id = site.media(owner)
    client, window = site.signed_in(owner), f"/media/{media_id}/guest-access"
    page = client.post(window, data=inputs(client.get(f"{window}/new").text) | {"name": " "})
    assert (page.status_code, inputs(page.text)["back"]) == (422, window)
    page = client.post("/account/password", data={"csrf_token": inputs(client.get("/account").text)["csrf_token"]})
    assert (page.status_code, inputs(page.text)["back"]) == (422, "/account")
    edit = f"/media/{media_id}/edit"
    token = {"csrf_token": inputs(client.get(edit).text)["csrf_token"]}
    page = client.post(f"/media/{media_id}/poster", data=token | {"do": "put", "picture": (BytesIO(b"none"), "x.png")})
    assert (page.status_code, inputs(page.text)["back"]) == (422, edit)
