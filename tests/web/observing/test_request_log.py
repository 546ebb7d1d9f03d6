"""Each request has an id, which is logged, answered and kept by its workflows. No line contains a secret."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from models.plumbing import database, logs, request_ids
from models.plumbing.database_faults import Fault
from models.tables import User, Workflow
from tests.conftest import forget
from tests.vocabulary.logs import log_stream
from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Guests, Site
from tests.web.matrix import MATRIX, Cast, path_of
from web.app import create_app

HEADER = "X-Request-ID"
GIVEN = "0123456789abcdef" * 2


@pytest.fixture
def output() -> Iterator[io.StringIO]:
    """All that the web writes at the level DEBUG, but for SQLAlchemy, which then logs whole rows."""
    with log_stream() as written:
        logs.set_up("web", written)
        for name in {"", *logs.QUIET} - {"sqlalchemy"}:
            logging.getLogger(name).setLevel(logging.DEBUG)
        yield written


def logged_lines(output: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.getvalue().splitlines()]


def test_no_route_logs_a_secret_for_any_role(site: Site, cast: Cast, output: io.StringIO) -> None:
    browsers, values = cast
    cookies = {cookie.value for browser in browsers.values() for cookie in (browser._cookies or {}).values()}
    for (endpoint, method), role in ((route, role) for route in MATRIX for role in browsers):
        browsers[role].open(
            path_of(site, endpoint, values), method=method, data={"name": "Dana", "email": "dana@x.org"}
        )
    with database.reading() as db:
        people = list(db.scalars(select(User)))
    secrets = {str(values["token"]), str(values["key"]), "dana", "Dana", "x.org", "Louise", PASSWORD}
    secrets |= cookies | {person.email for person in people}
    assert len(cookies) >= 8
    lines = logged_lines(output)
    assert {line["route"] for line in lines if line["event"] == "request"} >= {"/g/<token>", "/login", "/account"}
    for line in output.getvalue().splitlines():
        assert not any(secret in line for secret in secrets), line


def test_entering_signing_in_and_failures_log_no_secret(
    site: Site, guest: Guests, output: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    dana, client = guest(), site.browser()
    dana.send(dana.form(), email="dana@wrong")
    dana.enter()
    visit = dana.watch()
    owner = site.maker.user()
    form = inputs(client.get("/login").text)
    for password in ("a wrong password", PASSWORD):
        client.post("/login", data=form | {"email": owner.email, "password": password})
    monkeypatch.setenv("GUESTLINK_DATABASE_URL", "postgresql://nobody:hush@127.0.0.1:9/none")
    forget()
    assert dana.client.get(f"{visit}/video").status_code == 503
    secrets = [dana.address.rpartition("/")[2], visit.rpartition("/")[2], str(dana.cookie("guestlink_guest"))]
    secrets += ["Dana", "dana", owner.email, "a wrong password", PASSWORD, "hush", form["csrf_token"]]
    assert Fault.REFUSED.value in output.getvalue()
    for line in output.getvalue().splitlines():
        assert not any(secret in line for secret in secrets), line


def test_all_requests_are_logged_except_reads_that_went_well(site: Site, guest: Guests, output: io.StringIO) -> None:
    logging.getLogger().setLevel(logging.INFO)
    dana = guest()
    dana.enter()
    for path in ("/healthz", "/readyz", "/metrics", "/static/guestlink.css", "/g/unknown"):
        dana.client.get(path)
    requests = [line for line in logged_lines(output) if line["event"] == "request"]
    shown = [(line["method"], line["route"], line["status"], line.get("cause")) for line in requests]
    assert shown == [("POST", "/g/<token>", 303, None), ("GET", "/g/<token>", 404, "unknown_link")]


def test_an_answer_and_its_log_line_name_the_request(site: Site, guest: Guests, output: io.StringIO) -> None:
    dana = guest()
    ids = [dana.client.get(path).headers[HEADER] for path in (dana.address, "/nowhere", "/static/none")]
    ids.append(site.browser().get("/login", headers={"Host": "evil.example"}).headers[HEADER])
    assert len(set(ids)) == 4
    assert all(request_ids.WELL_FORMED.fullmatch(each) for each in ids)
    assert [line["request_id"] for line in logged_lines(output) if line["event"] == "request"][-2:] == [ids[1], ids[3]]
    assert request_ids.current() is None, "and it ends with the request"


@pytest.mark.parametrize(("hops", "kept"), [("0", False), ("1", True)])
def test_only_a_trusted_proxy_names_a_request(
    site: Site, monkeypatch: pytest.MonkeyPatch, hops: str, kept: bool
) -> None:
    monkeypatch.setenv("GUESTLINK_TRUSTED_HOPS", hops)
    forget()
    client = create_app().test_client()
    assert (client.get("/login", headers={HEADER: GIVEN}).headers[HEADER] == GIVEN) is kept
    for odd in ("x", "7k_J-fd2qEZw-AjYxrczx-UaDP6ob-v9", GIVEN.upper(), f"{GIVEN} "):
        assert client.get("/login", headers={HEADER: odd}).headers[HEADER].strip() != odd or odd.strip() == GIVEN


def test_a_workflow_keeps_the_id_of_its_request(site: Site) -> None:
    owner = site.maker.user()
    media_id = site.media(owner)
    site.link(media_id)
    client, window = site.signed_in(owner), f"/media/{media_id}/guest-access"
    form = inputs(client.get(f"{window}/off").text) | {"do": "switch", "state": "off"}
    answer = client.post(window, data=form)
    with database.reading() as db:
        assert db.scalars(select(Workflow.request_id)).all() == [answer.headers[HEADER]]
