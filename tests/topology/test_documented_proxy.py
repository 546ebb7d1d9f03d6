"""The nginx of docs/https.md ends TLS before `nginx.conf.template`, as an operator copies it."""

import http.client
import re
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.topology import servers
from tests.topology.parts import ROOT, Part
from tests.vocabulary.maker import Maker
from tests.vocabulary.server import Server, real_server
from tests.vocabulary.waiting import free_port, listens, wait_until
from web.requests.throttling import UNKNOWN_TOKENS

NAME = "media.example.org"
# Bytes of headers that a browser with many cookies sends (contract 6.36).
LARGE = 30_000
Asked = http.client.HTTPResponse


@pytest.fixture
def web(maker: Maker, tmp_path: Path) -> Iterator[Server]:
    public = {"GUESTLINK_BASE_URL": f"https://{NAME}", "GUESTLINK_TRUSTED_HOPS": "1"}
    with real_server(tmp_path / "log", **public) as server:
        yield server


def documented(inner_port: int, port: int, folder: Path) -> str:
    """The example with another certificate and other ports. The server of port 80, which redirects, is left out."""
    (text,) = re.findall(r"^```nginx\n(.*?)^```", (ROOT / "docs" / "https.md").read_text(), re.MULTILINE | re.DOTALL)
    server = str(text).partition("server {\n    listen 80;")[0]
    server = server.replace("listen 443", f"listen 127.0.0.1:{port}").replace(
        "127.0.0.1:8080", f"127.0.0.1:{inner_port}"
    )
    server = re.sub(r"^ *listen \[::\].*\n", "", server, flags=re.MULTILINE)
    for name in ("fullchain", "privkey"):
        server = server.replace(f"/etc/letsencrypt/live/{NAME}/{name}.pem", str(folder / f"{name}.pem"))
    paths = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
    body = f"client_body_temp_path {folder}/body; {paths} access_log off;"
    return f"pid {folder}/nginx.pid; error_log stderr; events {{}} http {{ {body} {server} }}"


def make_certificate(folder: Path) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([*command, *files], check=True, capture_output=True)


@pytest.fixture
def port(web: Server, start_server: servers.StartServer, tmp_path: Path) -> int:
    inner = start_server(servers.nginx(tmp_path, tmp_path / "var", [web.port], outer_proxy="127.0.0.1/32"))
    folder, port = tmp_path / "proxy", free_port()
    folder.mkdir()
    make_certificate(folder)
    (folder / "nginx.conf").write_text(documented(inner.port, port, folder))
    command = ["nginx", "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    start_server(servers.Server(port, [Part("proxy", command, servers.clean_environment(), folder)]))
    wait_until("both listen", lambda: listens(inner.port) and listens(port))
    return port


def ask(port: int, path: str, **headers: str) -> Asked:
    unchecked = ssl.create_default_context()
    unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=unchecked)
    connection.request(
        "GET", path, headers={"Host": NAME, **{name.replace("_", "-"): headers[name] for name in headers}}
    )
    answer = connection.getresponse()
    answer.read()
    return answer


def test_cookies_are_secure_heads_may_be_large_and_nothing_is_compressed(port: int, maker: Maker) -> None:
    answer = ask(port, f"/g/{maker.token(maker.link())}", Cookie=f"other={'x' * LARGE}", Accept_Encoding="gzip, br")
    assert answer.status == 200
    assert "__Secure-guestlink_entry=" in str(answer.headers["Set-Cookie"])
    assert answer.headers["Strict-Transport-Security"]
    assert answer.headers["Content-Encoding"] is None


def test_what_a_client_says_of_its_own_address_does_not_count(port: int) -> None:
    most = UNKNOWN_TOKENS.amount
    named = [{"X_Forwarded_For": f"198.51.100.{number}"} for number in range(most + 1)]
    assert [ask(port, "/g/guess", **each).status for each in named] == [404] * most + [429]
