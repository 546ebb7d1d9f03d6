"""Each form that changes an item, a link, a guest, an account, a group or the site is noted in the audit log, and only
what it changes (contract 12.48). A form that no list names fails."""

import sys
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import pytest
from flask import request

from models.people import setting_up
from models.plumbing import database
from tests.vocabulary.pages import inputs
from tests.vocabulary.piecewise import metadata, sender_in
from tests.vocabulary.site import Site, now
from tests.web.matrix import MATRIX, Cast, path_of
from tests.web.noting import admins_forms, owners_forms
from tests.web.noting.stage import Form, Noted, Sent, Stage, noted
from web.admin.acts import ACTS
from web.pages import submitting

FORMS = owners_forms.FORMS + admins_forms.FORMS
# By endpoint and action. These forms leave nothing in the log.
EXCEPTIONS = {
    ("owner_likes.change", ""): "a like changes nothing that somebody else has made",
    ("owner_notices.dismiss", ""): "it only hides what its reader has seen",
    ("owner_piecewise.create", ""): "an upload is no item yet",
    ("owner_piecewise.cancel", ""): "nor has it become one",
    ("account.sign_in", ""): "signing in is not noted",
    ("account.sign_out", ""): "nor is signing out",
    ("account_page.end_sessions", ""): "here one signs oneself out",
    ("account_page.choose", ""): "the language and zone in which a person reads the pages",
}
# Their forms have tests of their own below: no admin is there, or it is no form that a browser sends.
ELSEWHERE = {("account_setup.setup", ""), ("owner_piecewise.send", "")}


def actions_of(monkeypatch: pytest.MonkeyPatch, send: Callable[[], object]) -> set[tuple[str, str]]:
    """Endpoint and action of every form that the views tell apart by the field `do` while `send` runs."""
    found: set[tuple[str, str]] = set()
    original = submitting.submitted_action

    def spy(actions: Mapping[str, object]) -> object:
        found.update((request.endpoint or "", action) for action in actions)
        return original(actions)

    for module in list(sys.modules.values()):
        if getattr(module, "submitted_action", None) is original:
            monkeypatch.setattr(module, "submitted_action", spy)
    send()
    return found


def test_every_form_of_owners_and_admins_is_listed(site: Site, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    browsers, values = cast
    writing = {each for each, method in MATRIX if method != "GET" and each.startswith(("owner", "admin", "account"))}
    posts = [each for each in writing if (each, "POST") in MATRIX and each != "account.sign_out"]

    def send_nothing() -> None:
        for endpoint in posts:
            browsers["admin"].post(path_of(site, endpoint, values))

    actions = actions_of(monkeypatch, send_nothing)
    assert ("owner_guest_access.change", "switch") in actions
    forms = actions | {(endpoint, "") for endpoint in writing - {endpoint for endpoint, _ in actions}}
    assert forms == {(form.endpoint, form.does) for form in FORMS} | set(EXCEPTIONS) | ELSEWHERE


@pytest.mark.parametrize("form", FORMS, ids=[form.name for form in FORMS])
def test_a_form_leaves_what_it_changes_in_the_log_and_nothing_when_it_is_refused(stage: Stage, form: Form) -> None:
    sent = form.make(stage)
    assert stage.post(form.endpoint, sent, csrf_token="x").status_code < 500
    assert noted() == []
    assert stage.post(form.endpoint, sent).status_code in {200, 303}
    first = noted()
    assert first == stage.expected(form.acts, sent)
    assert {entry.act for entry in first} <= set(ACTS)
    assert stage.post(form.endpoint, sent).status_code < 500
    assert [entry.act for entry in noted()[len(first) :]] == list(form.again)


@pytest.mark.parametrize(("does", "act"), [("", "user_added"), ("me", "role_set")])
def test_setting_the_site_up_is_noted(site: Site, does: str, act: str) -> None:
    with database.writing() as db:
        made = setting_up.make_setup_address(db, now=now())
    assert made is not None
    address = urlsplit(made.url).path
    browser = site.signed_in(site.maker.user("viewer")) if does else site.browser()
    typed = {"email": "ada@example.com", "name": "Ada", "password": "three words chosen", "do": does}
    for _ in range(2):
        browser.post(address, data=inputs(browser.get(address).text) | typed)
    assert [entry.act for entry in noted()] == [act]


@pytest.mark.parametrize("replaces", [False, True])
def test_an_upload_in_pieces_is_noted_when_it_has_come_whole(stage: Stage, replaces: bool) -> None:
    named = {"replaces": str(stage.item())} if replaces else {}
    sender = sender_in(stage.client)
    told = sender.create(len(stage.clip), "A", Upload_Metadata=metadata(filename="a.mp4", title="A", **named))
    address = str(told.headers["Location"])
    half = len(stage.clip) // 2
    sender.patch(address, stage.clip[:half])
    assert noted() == []
    item = sender.patch(address, stage.clip[half:], half).item
    assert item is not None
    act = "file_replaced" if replaces else "media_added"
    assert noted() == [Noted(act, stage.me.id, int(item.rpartition("/")[2]), None)]


def test_what_an_exception_does_leaves_nothing(stage: Stage) -> None:
    media_id = stage.item()
    for endpoint, sent in (
        ("owner_likes.change", Sent({"media_id": media_id}, {"state": "liked"})),
        ("account_page.choose", Sent({}, {"language": "es", "timezone": ""})),
        ("owner_notices.dismiss", Sent()),
        ("account_page.end_sessions", Sent({}, {"where": "elsewhere"})),
    ):
        assert stage.post(endpoint, sent).status_code == 303, endpoint
    assert noted() == []
