"""Signing in through a real OpenID provider: the certified `oidc-provider`, started by node (issue: sign-in)."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from sqlalchemy import select, update

from models.plumbing import db
from models.tables import User
from tests.conftest import forget, lacking
from tests.end_to_end.tree import free_port
from tests.making import Maker
from tests.web.reading import heading
from tests.web.site import Site, now
from web.app import create_app

CALLBACK = "http://127.0.0.1:8000/login/oidc/callback"
PACKAGE = '{"private": true, "type": "module", "dependencies": {"oidc-provider": "^9.0.0"}}'


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The provider's address; its package comes from the registry at test time, as all code of others does."""
    if not (shutil.which("npm") and shutil.which("node")):
        lacking("there is no node with npm to run an OpenID provider")
    folder = tmp_path_factory.mktemp("provider")
    (folder / "package.json").write_text(PACKAGE)
    shutil.copy(Path(__file__).with_name("provider.mjs"), folder)
    fetching = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(fetching, cwd=folder, check=True, timeout=120)
    port = free_port()
    command = ["node", "provider.mjs", str(port), CALLBACK]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    assert "listening" in process.stdout.readline()
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)


@pytest.fixture
def configured(maker: Maker, issuer: str, monkeypatch: pytest.MonkeyPatch) -> Site:
    return site_of(maker, issuer, monkeypatch)


def site_of(maker: Maker, issuer: str, monkeypatch: pytest.MonkeyPatch) -> Site:
    values = {"ISSUER": issuer, "CLIENT_ID": "guestlink", "CLIENT_SECRET": "a secret of the tests", "NAME": "Example"}
    for name, value in values.items():
        monkeypatch.setenv(f"GUESTLINK_OIDC_{name}", value)
    forget()
    return Site(create_app(), maker)


def approved(address: str, login: str) -> str:
    """Walk through the provider's own pages as this person; the address by which it sends the browser back to us."""
    browser = requests.Session()
    answer = browser.get(address, allow_redirects=False, timeout=10)
    for _ in range(12):
        if answer.is_redirect:
            target = urljoin(answer.url, answer.headers["Location"])
            if target.startswith(CALLBACK):
                return target
            answer = browser.get(target, allow_redirects=False, timeout=10)
            continue
        action = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
        prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
        assert action is not None, answer.text[:500]
        assert prompt is not None
        form = {"prompt": prompt.group(1), "login": login, "password": "any"}
        answer = browser.post(urljoin(answer.url, action.group(1)), data=form, allow_redirects=False, timeout=10)
    raise AssertionError("the provider never sent the browser back")


def begin(client: FlaskClient) -> str:
    answer = client.get("/login/oidc")
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def come_back(client: FlaskClient, address: str) -> int:
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}").status_code


def sign_in(site: Site, login: str) -> FlaskClient:
    client = site.browser()
    assert "Sign in with Example" in client.get("/login").text
    come_back(client, approved(begin(client), login))
    return client


def is_in(client: FlaskClient) -> bool:
    return client.get("/media").status_code == 200


def people() -> dict[str, tuple[str, str]]:
    with db.reading() as session:
        return {user.email: (user.name, user.role) for user in session.scalars(select(User))}


def test_a_stranger_of_the_organisation_becomes_a_viewer_and_is_known_again(configured: Site) -> None:
    for _ in range(2):
        assert is_in(sign_in(configured, "olga"))
    assert people() == {"olga@example.com": ("Olga olga", "viewer")}


def test_a_verified_email_opens_the_account_that_has_it_and_stays_linked(configured: Site, maker: Maker) -> None:
    user = maker.user("contributor")
    with db.writing() as session:
        session.execute(update(User).where(User.id == user.id).values(email="anna@example.com"))
    assert is_in(sign_in(configured, "anna"))
    with db.writing() as session:
        session.execute(update(User).where(User.id == user.id).values(email="anna.new@example.com"))
    assert is_in(sign_in(configured, "anna"))
    assert people() == {"anna.new@example.com": ("Louise Smith", "contributor")}


def test_an_unverified_email_opens_nothing(configured: Site, maker: Maker) -> None:
    user = maker.user()
    with db.writing() as session:
        session.execute(update(User).where(User.id == user.id).values(email="unverified1@example.com"))
    assert not is_in(sign_in(configured, "unverified1"))
    assert not is_in(sign_in(configured, "unverified2"))
    assert list(people()) == ["unverified1@example.com"]


def test_a_disabled_account_stays_out(configured: Site, maker: Maker) -> None:
    assert is_in(sign_in(configured, "ivan"))
    with db.writing() as session:
        session.execute(update(User).values(disabled_at=now()))
    assert not is_in(sign_in(configured, "ivan"))


def test_a_code_works_once_and_for_the_browser_that_asked(configured: Site) -> None:
    client, thief = configured.browser(), configured.browser()
    address = approved(begin(client), "olga")
    assert come_back(thief, address) == 400
    assert not is_in(thief)
    assert come_back(client, address) == 303
    begin(thief)
    assert come_back(thief, address) == 400
    assert not is_in(thief)


def test_starts_that_nobody_came_back_from_never_outgrow_the_cookie(configured: Site) -> None:
    """Browsers drop a cookie of more than 4 KB, and with it the start they are to come back from."""
    client = configured.browser()
    for _ in range(30):
        last = begin(client)
    cookie = client.get_cookie("guestlink_owner")
    assert cookie is not None
    assert len(cookie.value) < 3000
    assert come_back(client, approved(last, "olga")) == 303


NONSENSE = ["", "code=x", "state=x", "code=x&state=x", "error=access_denied&state=x", "code=%00&state=%ff"]


@pytest.mark.parametrize("query", [*NONSENSE, "code=" + "x" * 9000])
def test_any_other_way_back_signs_nobody_in(configured: Site, query: str) -> None:
    client = configured.browser()
    begin(client)
    answer = client.get(f"/login/oidc/callback?{query}")
    assert answer.status_code == 400
    assert heading(answer.text) == "Signing in did not work"
    assert not is_in(client)


def test_a_provider_that_does_not_answer_is_503_with_a_way_back(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    site = site_of(maker, f"http://127.0.0.1:{free_port()}", monkeypatch)
    answer = site.browser().get("/login/oidc")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert 'href="/login"' in answer.text


def test_a_site_without_a_provider_offers_none(site: Site) -> None:
    assert "oidc" not in site.browser().get("/login").text
    assert site.browser().get("/login/oidc").status_code == 404
