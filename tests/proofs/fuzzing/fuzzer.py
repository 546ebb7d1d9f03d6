"""A walk of one role through every form and every route, with hostile values.

Asked of each answer: a known status, no 5xx, no trace of code, no secret of another principal, every security header;
and of the site: whatever was sent, nothing of anybody else's has changed.
"""

from collections import Counter
from random import Random

from werkzeug.test import TestResponse

from tests.proofs.fuzzing.attacker import Cast, cast, others
from tests.proofs.fuzzing.forms import Form, forms_on, paths
from tests.proofs.fuzzing.hostile_values import body, fields, query
from tests.vocabulary.site import Site
from web.pages.security import HEADERS

REQUESTS = 2000
# A cast is soon worn out: its media deleted, its links used up.
REQUESTS_A_CAST = 50
STATUSES = {200, 204, 206, 302, 303, 304, 308, 400, 403, 404, 405, 409, 410, 413, 415, 416, 422}
TRACES = ("Traceback (most recent", 'File "/', "sqlalchemy", "werkzeug.", "jinja2.", "psycopg", "sqlite3")


def check(who: Cast, answer: TestResponse, sent: object) -> None:
    about = (answer.status_code, sent)
    assert answer.status_code in STATUSES, about
    body = answer.get_data()
    told = body.decode("utf-8", "replace") + str(answer.headers)
    assert not [trace for trace in TRACES if trace in told], about
    assert not [secret for secret in who.secrets if secret in told], about
    for name, value in HEADERS.items():
        assert (answer.headers.get(name) or "").startswith(value), (name, *about)
    assert answer.headers.get("Cache-Control"), about


def request(pick: Random, site: Site, who: Cast) -> tuple[str, str, Form]:
    """Method, address and the form it is made of: one that was found, or a bare route; of one's own or a stranger's."""
    if who.forms and pick.randint(0, 3):
        found = forms_on(who.client, pick.choice(who.forms))
        if found:
            form = pick.choice(found)
            return form.method, form.action if pick.randint(0, 4) else _of_stranger(form.action, who), form
    method = pick.choice(["GET", "HEAD", "POST", "POST", "POST"])
    values = pick.choice([who.own, who.strange])
    address = pick.choice(list(paths(site.app, values, "GET" if method == "HEAD" else method)))
    asked = [
        ("csrf_token", who.token),
        *((name, "") for name in ("do", "state", "name", "title", "email", "file", "language")),
    ]
    return method, address, Form(address, method, address, asked)


def _of_stranger(address: str, who: Cast) -> str:
    return address.replace(f"/media/{who.own['media_id']}", f"/media/{who.strange['media_id']}")


def send(pick: Random, who: Cast, method: str, address: str, sent: list[tuple[str, str]]) -> TestResponse:
    address = address.partition("?")[0]
    if method != "POST":
        return who.client.open(address, method=method, query_string=query(sent))
    content = body(pick, sent)
    return who.client.post(address, data=content.content, content_type=content.content_type)


def walk(site: Site, role: str, number: int) -> Counter[str]:
    """So many requests as this role; how each was answered. Raises AssertionError with what was sent."""
    # Not by a library of generated examples: what can be asked depends on what the site has become by then.
    pick = Random(role)
    answers: Counter[str] = Counter()
    who: Cast | None = None
    for turn in range(number):
        if who is None or turn % REQUESTS_A_CAST == 0:
            who = cast(site, role)
        method, address, form = request(pick, site, who)
        sent = fields(pick, form.fields, who.strange_ids)
        before = others(who)
        answer = send(pick, who, method, address, sent)
        answers[str(answer.status_code)] += 1
        check(who, answer, (role, method, address, sent))
        assert role == "admin" or others(who) == before, (role, method, address, sent)
        if "Clear-Site-Data" in answer.headers:
            # Signed out.
            who = None
    return answers
