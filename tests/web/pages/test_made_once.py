"""A page that was kept with holes is the page that the template makes, for whichever texts."""

from typing import Any, NamedTuple

import pytest
from flask import render_template
from flask_babel import force_locale
from markupsafe import Markup

from models.media.shown_media import shown_media
from models.plumbing import database
from models.tables.live_session import LiveState
from tests.vocabulary.site import Guests, Site, now
from web.guest import entry_page
from web.media import page_for_guests
from web.media.page_for_guests import Seen
from web.pages import made_once
from web.pages.made_once import Texts

NASTY = [
    "A title",
    "<b onclick=\"x()\">& 'it'</b>",
    "%(owner)s {{ 1 + 1 }} {owner}",
    "מבוא (3)",
    "Lesson א (3)",
    "",
]
WRONG = (("", ("Too many tries.",)), ("name", ("<i>",)))
ENTRY_PAGES = [
    entry_page.Same("video", None, 90, None, ()),
    entry_page.Same("live", LiveState.UPCOMING, 1, "Continue & go on", ()),
    entry_page.Same("audio", None, 90, None, WRONG),
]


@pytest.mark.parametrize("language", ["en", "he"])
@pytest.mark.parametrize("same", ENTRY_PAGES, ids=lambda same: same.kind)
def test_an_entry_page_is_what_its_template_makes(site: Site, language: str, same: entry_page.Same) -> None:
    names = ["title", "owner_name", "duration", "form_token", "typed_name", "typed_email", "instead_of"]
    with site.app.test_request_context("/g/x"), force_locale(language):
        for text in NASTY:
            texts = dict.fromkeys(names, text) | {"starts": Markup("<time>א</time>"), "token": "x"}
            made = made_once.page("guest/entry.html", entry_page._context, same, texts)
            assert made == render_template("guest/entry.html", **entry_page._context(same, texts))


@pytest.mark.parametrize("language", ["en", "he"])
@pytest.mark.parametrize("kind", ["video", "audio", "live", "room"])
def test_a_media_page_is_what_its_template_makes(site: Site, language: str, kind: str) -> None:
    media_id = site.maker.media(kind=kind, now=now())
    with database.reading() as db:
        shown = shown_media(db, media_id, now=now())
    with site.app.test_request_context("/g/x"), force_locale(language):
        seen = Seen.of(shown)
        for name in NASTY:
            texts = {"token": "x", "visit_key": "a" * 32, "guest_name": name, "now": "a day"}
            made = made_once.page("guest/media.html", page_for_guests._of_visit, seen, texts)
            assert made == render_template("guest/media.html", **page_for_guests._of_visit(seen, texts))


def test_nothing_of_one_guest_stays_in_the_page_of_the_next(site: Site, guest: Guests) -> None:
    dana, noam = guest(site.link()), guest(site.link())
    dana.send(dana.form(), name="Dana", email="wrong")
    assert dana.enter().status_code == 303
    pages = [dana.client.get(dana.address).text, noam.client.get(noam.address).text]
    assert noam.send(noam.form(), name="Noam").status_code == 303
    pages.append(noam.client.get(noam.address).text)
    token, other = (each.address.removeprefix("/g/") for each in (dana, noam))
    assert [("Dana" in page, token in page, "Noam" in page, other in page) for page in pages] == [
        (True, True, False, False),
        (False, False, False, True),
        (False, False, True, True),
    ]


class Numbered(NamedTuple):
    number: int


def test_only_some_pages_are_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def context(same: Numbered, texts: Texts) -> dict[str, Any]:
        return {"heading": str(same.number), **texts}

    monkeypatch.setattr(made_once, "MOST_KEPT", 2)
    with site.app.test_request_context("/g/x"):
        for number in range(5):
            assert f"<h1>{number}</h1>" in made_once.page("guest/message.html", context, Numbered(number), {"do": "go"})
        assert len(site.app.extensions[made_once.NAME]) <= 2
