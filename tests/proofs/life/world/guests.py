"""Guests, by HTTP through Flask, from browsers that keep the answers' cookies or never get them."""

from werkzeug.test import TestResponse

from models.plumbing import keys
from tests.proofs.life.answers import ENTRY, IN, INVALID, NO_COOKIES, PAGE
from tests.proofs.life.world.browser import Browser, Form
from tests.proofs.life.world.world import World
from tests.vocabulary.pages import heading, inputs
from web.guest import cookies

# What the message pages say (contract 3.24), by cause.
WORDS = {
    "no longer available": "media_gone",
    "was removed": "deleted",
    "not available on this site": "unavailable",
    "has expired": "expired",
    "reached its limit": "limit_reached",
    "turned off": "off",
}


def cookie(world: World, browser: Browser, link: int) -> int | None:
    """The form whose session this browser presents to this link."""
    held = browser.jar.get((link, "guestlink_guest"))
    found = [number for number, form in enumerate(world.forms) if (form.link, form.cookie) == (link, held)]
    return found[0] if found else None


def look(world: World, browser: Browser, link: int, *, lost: bool, statements: int | None) -> str:
    with world.killed_after(statements):
        answer = world.web.get(f"/g/{world.tokens[link]}", headers=browser.header(link))
    if not lost:
        browser.keep(link, answer)
    if answer.status_code == 200 and "data-visit-url" in answer.text:
        return PAGE
    if answer.status_code == 200:
        _keep_form(world, browser, link, answer, lost=lost)
        return ENTRY
    return cause(answer)


def _keep_form(world: World, browser: Browser, link: int, answer: TestResponse, *, lost: bool) -> None:
    value, token = inputs(answer.text)["csrf_token"], world.tokens[link]
    jar = Browser(dict(browser.jar))
    jar.keep(link, answer)
    pre = jar.jar[link, "guestlink_entry"]
    known = cookies.PreSession(token, pre.partition(".")[0], keys.ring()[0])
    secret = known.session_secret(value.partition(".")[0])
    if not lost:
        world.forms.append(Form(link, value, pre, secret, cookies.session_hash(token, secret)))


def cause(answer: TestResponse) -> str:
    words = heading(answer.text)
    found = [cause for text, cause in WORDS.items() if text in words]
    return found[0] if answer.status_code == 410 and found else f"{answer.status_code} {words}"


def pre(browser: Browser, form: Form) -> str:
    """Whether this browser presents the form's own pre-session, another, or none."""
    held = browser.jar.get((form.link, "guestlink_entry"))
    return "none" if held is None else "own" if held == form.pre else "another"


def enter(
    world: World, browser: Browser, form: Form, name: str, email: str, *, lost: bool, statements: int | None
) -> tuple[str, str]:
    """What was told, and the session cookie that came with it."""
    fields = {"csrf_token": form.value, "name": name, "email": email}
    with world.killed_after(statements):
        answer = world.web.post(f"/g/{world.tokens[form.link]}", data=fields, headers=browser.header(form.link))
    got = Browser()
    got.keep(form.link, answer)
    if not lost:
        browser.keep(form.link, answer)
    told = {303: IN, 400: NO_COOKIES, 422: INVALID}.get(answer.status_code) or cause(answer)
    return told, got.jar.get((form.link, "guestlink_guest"), "")


def at_visit(
    world: World, method: str, visit: int, link: int, what: str, jar: dict[str, str], statements: int | None
) -> tuple[int, bytes]:
    with world.killed_after(statements):
        path = f"/g/{world.tokens[link]}/v/{world.visits[visit]}/{what}"
        answer = world.web.open(path, method=method, headers=jar)
        return answer.status_code, answer.data
