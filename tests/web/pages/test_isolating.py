"""A name of the other direction changes the order of nothing around it (contract 4.35)."""

import re
from pathlib import Path

import pytest
from flask import render_template_string
from flask_babel import force_locale, gettext, lazy_gettext, ngettext
from markupsafe import Markup
from sqlalchemy import update

from models.plumbing import database
from models.tables import MediaItem, User
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site
from web.pages.isolating import Kept, isolated

WEB = Path(__file__).parents[3] / "web"
TEMPLATES = sorted(WEB.rglob("*.html"))
HEBREW = "מבוא (3) לביולוגיה"
ADDED = "“%(name)s” was added."


def between(text: str) -> str:
    """The text with the characters of Unicode around it that keep it in one piece."""
    return f"\u2068{text}\u2069"


@pytest.mark.parametrize(
    ("language", "text", "is_isolated"),
    [
        ("en", "Lesson (3)", False),
        ("es", "Lección 3", False),
        ("en", HEBREW, True),
        ("es", "Lección א", True),
        ("en", "درس", True),
        ("en", "", False),
        ("en", "2026 (3)", False),
        ("he", HEBREW, False),
        ("he", "Lesson 3", True),
        ("he", "שיעור B", True),
        ("he", "2026 (3)", False),
    ],
)
def test_what_could_change_the_order_around_it_is_isolated(
    site: Site, language: str, text: str, *, is_isolated: bool
) -> None:
    with site.app.test_request_context(), force_locale(language):
        assert isolated(text) == (between(text) if is_isolated else text)


def test_every_way_to_fill_a_sentence_isolates(site: Site) -> None:
    template = "{{ _('Remove: %(name)s', name=name) }}|{% trans %}By {{ name }}{% endtrans %}"
    with site.app.test_request_context():
        assert gettext(ADDED, name=HEBREW) == f"“{between(HEBREW)}” was added."
        assert str(lazy_gettext(ADDED, name=HEBREW)) == f"“{between(HEBREW)}” was added."
        assert ngettext("%(num)s of %(name)s", "%(num)s of %(name)s", 2, name=HEBREW) == f"2 of {between(HEBREW)}"
        page = render_template_string(template, name=HEBREW)
    assert page == f"Remove: {between(HEBREW)}|By {between(HEBREW)}"


def test_markup_and_sentences_that_are_stored_stay_as_they_are(site: Site) -> None:
    with site.app.test_request_context():
        assert gettext("Link to %(title)s", title=Kept(HEBREW)) == f"Link to {HEBREW}"
        assert gettext(ADDED, name=Markup("<bdi>{}</bdi>").format(HEBREW)) == f"“<bdi>{HEBREW}</bdi>” was added."


def titled(site: Site, owner: User) -> int:
    media_id = site.media(owner)
    with database.writing() as db:
        db.execute(update(MediaItem).where(MediaItem.id == media_id).values(title=HEBREW))
    return media_id


def test_pages_isolate_the_title_of_an_item(site: Site) -> None:
    """In the page's title, in the question before it is deleted, and in what is said afterwards."""
    owner = site.maker.user()
    media_id = titled(site, owner)
    client = site.signed_in(owner)
    assert f"<title>{between(HEBREW)} · Guestlink</title>" in client.get(f"/media/{media_id}").text
    page = client.get(f"/media/{media_id}/delete").text
    assert f"“{between(HEBREW)}”" in page
    assert (
        f"“{between(HEBREW)}”"
        in client.post(f"/media/{media_id}/delete", data=inputs(page), follow_redirects=True).text
    )


def test_the_name_of_a_new_link_is_what_the_owner_sees(site: Site) -> None:
    owner = site.maker.user()
    media_id = titled(site, owner)
    page = site.signed_in(owner).get(f"/media/{media_id}/guest-access/new").text
    assert inputs(page)["name"] == f"Link to {HEBREW}"


def test_browsers_translate_no_names() -> None:
    names = [tag for file in TEMPLATES for tag in re.findall(r"<bdi\b[^>]*>", file.read_text())]
    assert len(names) > 10
    assert [tag for tag in names if 'translate="no"' not in tag] == []


def test_no_template_shows_a_name_without_a_direction_of_its_own() -> None:
    """In an element of its own, an attribute, or through a filter or a sentence that isolates it."""
    shown = re.compile(r"(.{0,80})\{\{ ?((?:\w+\.)?(?:title|name|email)(?:_name)?) ?\}\}", re.DOTALL)
    loose = [
        (file.name, before[-40:], name)
        for file in TEMPLATES
        for before, name in shown.findall(re.sub(r"\{% ?trans.*?endtrans ?%\}", "", file.read_text(), flags=re.DOTALL))
        if not re.search(r'(<bdi[^>]*>|dir="(auto|ltr)"[^>]*>|="|block heading %\}|translate="no"[^>]*>|#)$', before)
    ]
    assert loose == []
