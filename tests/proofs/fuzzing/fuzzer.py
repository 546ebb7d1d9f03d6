"""Sends hostile requests as one role: through the forms of its pages, and to every route.

Each answer must have an allowed status, every security header, no trace of the code and no secret of another person.
No request may change what belongs to others, except one of the admin.
"""

import re
from collections import Counter
from random import Random

from werkzeug.test import TestResponse

from tests.proofs.fuzzing.attacker import Attacker, make_attacker
from tests.proofs.fuzzing.forms import REPORT, Form, addresses, forms_on
from tests.proofs.fuzzing.hostile_values import (
    encode_body,
    encode_query,
    hostile_fields,
    hostile_piecewise_headers,
    random_text,
)
from tests.vocabulary.protected import protected_rows
from tests.vocabulary.site import Site
from web.pages.security import HEADERS
from web.requests.parsing import is_piecewise

REQUESTS = 2000
# An attacker soon destroys its own things: its media are deleted, its links used up.
REQUESTS_OF_ONE_ATTACKER = 50
STATUSES = {200, 201, 204, 206, 302, 303, 304, 308, 400, 403, 404, 405, 409, 410, 412, 413, 415, 416, 422, 429}
# What stands before an id in an address.
NAMED = {"/media/": "media_id", "[?]replaces=": "media_id", "/links/": "link_id", "/guests/": "entry_id", "/v/": "key"}
TRACES_OF_CODE = ("Traceback (most recent", 'File "/', "sqlalchemy", "werkzeug.", "jinja2.", "psycopg", "sqlite3")


def check_answer(attacker: Attacker, answer: TestResponse, sent: object) -> None:
    about = (answer.status_code, sent)
    assert answer.status_code in STATUSES, about
    text = answer.get_data().decode("utf-8", "replace") + str(answer.headers)
    assert not [trace for trace in TRACES_OF_CODE if trace in text], about
    assert not [secret for secret in attacker.secrets if secret in text], about
    for name, value in HEADERS.items():
        assert (answer.headers.get(name) or "").startswith(value), (name, *about)
    assert answer.headers.get("Cache-Control"), about


def choose_request(pick: Random, site: Site, attacker: Attacker) -> tuple[str, str, Form]:
    """Method, address and form: mostly a form of a page, otherwise any route with made-up fields. Both may be aimed at
    the victim's things."""
    if attacker.kinds and pick.randint(0, 3):
        # Otherwise the forms that each page has, like that of the language, would be most of them.
        kind, page = pick.choice(list(attacker.kinds.items()))
        forms = forms_on(attacker.client, page)
        if forms:
            # Its page may have changed since.
            form = pick.choice([form for form in forms if form.kind == kind] or forms)
            address = form.action if pick.randint(0, 4) else _aimed_at_victim(pick, form.action, attacker)
            return form.method, address, form
    method = pick.choice(["GET", "HEAD", "POST", "POST", "POST", "PATCH", "DELETE"])
    values = pick.choice([attacker.own, attacker.foreign])
    address = pick.choice(list(addresses(site.app, values, "GET" if method == "HEAD" else method)))
    fields = [
        ("csrf_token", attacker.csrf_token),
        *((name, "") for name in ("do", "state", "name", "title", "email", "file", "language", "links")),
        *REPORT,
    ]
    return method, address, Form(address, method, address, fields)


def _aimed_at_victim(pick: Random, address: str, attacker: Attacker) -> str:
    """Each of the ids in it, or only some: a link of the victim below an item of the attacker's own."""
    for before, name in NAMED.items():
        if pick.randint(0, 2):
            address = re.sub(rf"({before})[0-9a-f]+", rf"\g<1>{attacker.foreign[name]}", address)
    return address


def send(pick: Random, attacker: Attacker, method: str, address: str, fields: list[tuple[str, str]]) -> TestResponse:
    if method != "POST":
        # As a browser does with a form that is sent so.
        address = address.partition("?")[0]
    if is_piecewise(address):
        headers = hostile_piecewise_headers(pick, attacker.csrf_token)
        return attacker.client.open(
            address, method=method, headers=headers, data=random_text(pick).encode("utf-8", "replace")
        )
    if method != "POST":
        return attacker.client.open(address, method=method, query_string=encode_query(fields))
    body = encode_body(pick, fields)
    return attacker.client.post(address, data=body.content, content_type=body.content_type)


def fuzz(site: Site, role: str, count: int) -> Counter[str]:
    """Send `count` requests. Returns how often each status came. At the first answer that breaks a rule, raises
    AssertionError with what was sent."""
    # Not with Hypothesis: what can be sent depends on what the requests before have made of the site.
    pick = Random(role)
    statuses: Counter[str] = Counter()
    attacker: Attacker | None = None
    kept: list[object] = []
    for number in range(count):
        if attacker is None or number % REQUESTS_OF_ONE_ATTACKER == 0:
            attacker = make_attacker(site, role)
            kept = protected_rows(attacker.foreign)
        method, address, form = choose_request(pick, site, attacker)
        fields = hostile_fields(pick, form.fields, attacker.foreign_ids)
        answer = send(pick, attacker, method, address, fields)
        statuses[str(answer.status_code)] += 1
        check_answer(attacker, answer, (role, method, address, fields))
        assert role == "admin" or protected_rows(attacker.foreign) == kept, (role, method, address, fields)
        if address in {"/logout", "/account/sessions"} and answer.status_code == 303:
            # The attacker has signed itself out.
            attacker = None
    return statuses
