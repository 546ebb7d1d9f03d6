"""What guests do, by HTTP through Flask. If an answer is lost, the browser keeps no cookies of it."""

from werkzeug.test import TestResponse

from models.plumbing import keys
from tests.proofs.life.answers import ENTERED, ENTRY_PAGE, INVALID, MEDIA_PAGE, NO_COOKIES
from tests.proofs.life.world.browser import Browser, Form
from tests.proofs.life.world.world import World
from tests.vocabulary.pages import heading, inputs
from web.guest import cookies

# Words of the headings of the message pages (contract 3.24), and their causes.
CAUSES = {
    "no longer available": "media_gone",
    "was removed": "deleted",
    "not available on this site": "unavailable",
    "has expired": "expired",
    "has ended": "expired",
    "has not started": "not_yet",
    "reached its limit": "limit_reached",
    "turned off": "off",
}


def presented_form(world: World, browser: Browser, link: int) -> int | None:
    """The form whose session cookie this browser sends to this link."""
    cookie = browser.jar.get((link, "guestlink_guest"))
    numbers = [number for number, form in enumerate(world.forms) if (form.link, form.cookie) == (link, cookie)]
    return numbers[0] if numbers else None


def presented_pre_session(browser: Browser, form: Form) -> str:
    """Whether this browser sends the form's "own" pre-session cookie, "another" one, or "none"."""
    cookie = browser.jar.get((form.link, "guestlink_entry"))
    return "none" if cookie is None else "own" if cookie == form.pre else "another"


def load(world: World, browser: Browser, link: int, *, lost: bool, statements: int | None) -> str:
    with world.killed_after(statements):
        answer = world.web.get(f"/g/{world.tokens[link]}", headers=browser.header(link))
    if not lost:
        browser.keep(link, answer)
    if answer.status_code == 200 and "data-visit-url" in answer.text:
        return MEDIA_PAGE
    if answer.status_code == 200:
        if not lost:
            _keep_form(world, browser, link, answer)
        return ENTRY_PAGE
    return cause(answer)


def _keep_form(world: World, browser: Browser, link: int, answer: TestResponse) -> None:
    value, token = inputs(answer.text)["csrf_token"], world.tokens[link]
    pre = browser.jar[link, "guestlink_entry"]
    pre_session = cookies.PreSession(token, pre.partition(".")[0], keys.ring()[0])
    secret = pre_session.session_secret(value.partition(".")[0])
    world.forms.append(Form(link, value, pre, secret, cookies.session_hash(token, secret)))


def cause(answer: TestResponse) -> str:
    words = heading(answer.text)
    causes = [cause for text, cause in CAUSES.items() if text in words]
    expected = 403 if causes == ["not_yet"] else 410
    return causes[0] if answer.status_code == expected and causes else f"{answer.status_code} {words}"


def enter(
    world: World, browser: Browser, form: Form, name: str, email: str, *, lost: bool, statements: int | None
) -> tuple[str, str]:
    """What was answered, and the session cookie that came with it."""
    fields = {"csrf_token": form.value, "name": name, "email": email}
    with world.killed_after(statements):
        answer = world.web.post(f"/g/{world.tokens[form.link]}", data=fields, headers=browser.header(form.link))
    received = Browser()
    received.keep(form.link, answer)
    if not lost:
        browser.keep(form.link, answer)
    told = {303: ENTERED, 400: NO_COOKIES, 422: INVALID}.get(answer.status_code) or cause(answer)
    return told, received.jar.get((form.link, "guestlink_guest"), "")


def send_to_visit(
    world: World, method: str, visit: int, link: int, what: str, headers: dict[str, str], statements: int | None
) -> tuple[int, bytes]:
    with world.killed_after(statements):
        path = f"/g/{world.tokens[link]}/v/{world.visits[visit]}/{what}"
        answer = world.web.open(path, method=method, headers=headers)
        return answer.status_code, answer.data
