"""A real OpenID provider (`oidc-provider`, started by node), and what a person does on its pages."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import forget
from tests.vocabulary.maker import Maker
from tests.vocabulary.site import Site
from tests.vocabulary.waiting import free_port
from tests.web.applications import application

CALLBACK = "http://127.0.0.1:8000/login/oidc/callback"
SECRET = "a secret of the tests"


@contextmanager
def running(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Its address and its process."""
    port = free_port()
    command = ["node", "provider.mjs", str(port), CALLBACK]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        assert "listening" in process.stdout.readline()
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(10)


def site_with_provider(maker: Maker, issuer: str, monkeypatch: pytest.MonkeyPatch, *, secret: str = SECRET) -> Site:
    values = {"ISSUER": issuer, "CLIENT_ID": "guestlink", "CLIENT_SECRET": secret, "NAME": "Example"}
    for name, value in values.items():
        monkeypatch.setenv(f"GUESTLINK_OIDC_{name}", value)
    forget()
    return Site(application(), maker)


def approve(address: str, login: str) -> str:
    """Sign in on the provider's pages. Returns the address to which the provider sends the browser back."""
    return _walk(address, login, gives_up=False)


def give_up(address: str) -> str:
    """Press Cancel on the provider's page. Returns the address to which the provider sends the browser back."""
    return _walk(address, "nobody", gives_up=True)


def _walk(address: str, login: str, *, gives_up: bool) -> str:
    browser = requests.Session()
    answer = browser.get(address, allow_redirects=False, timeout=10)
    for _ in range(12):
        if answer.is_redirect:
            target = urljoin(answer.url, answer.headers["Location"])
            if target.startswith(CALLBACK):
                return target
            answer = browser.get(target, allow_redirects=False, timeout=10)
            continue
        if gives_up:
            abort = re.search(r'href="([^"]+/abort)"', answer.text)
            assert abort is not None, answer.text
            answer = browser.get(urljoin(answer.url, abort.group(1)), allow_redirects=False, timeout=10)
            continue
        action = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
        prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
        assert action is not None, answer.text[:500]
        assert prompt is not None
        form = {"prompt": prompt.group(1), "login": login, "password": "any"}
        answer = browser.post(urljoin(answer.url, action.group(1)), data=form, allow_redirects=False, timeout=10)
    raise AssertionError("the provider never sent the browser back")


def begin(client: FlaskClient, path: str = "/login/oidc") -> str:
    answer = client.get(path)
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def come_back(client: FlaskClient, address: str) -> TestResponse:
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def sign_in(site: Site, login: str) -> FlaskClient:
    client = site.browser()
    assert "Sign in with Example" in client.get("/login").text
    come_back(client, approve(begin(client), login))
    return client
