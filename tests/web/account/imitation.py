"""An imitation of an OpenID provider, with the quirks of the real ones: each is an attribute that a test changes."""

import base64
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, unquote_plus, urlencode, urlsplit

from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey, Key, KeyParameters, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from werkzeug.test import TestResponse

from tests.web.account.provider import SECRET, begin, come_back

CLIENT = "guestlink"


def new_key(algorithm: str = "RS256", kid: str | None = "first") -> Key:
    named: KeyParameters = {"kid": kid} if kid else {}
    if algorithm.startswith(("RS", "PS")):
        return RSAKey.generate_key(2048, named)
    if algorithm.startswith("ES"):
        return ECKey.generate_key("P-256", named)
    return OKPKey.generate_key("Ed25519", named)


@lru_cache(maxsize=1)
def _first_key() -> Key:
    """Making one takes a while."""
    return new_key()


@dataclass
class Imitation:
    address: str
    key: Key = field(default_factory=_first_key)
    algorithm: str = "RS256"
    # What the token says besides what it must say, and what userinfo says: None is no such address.
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None
    userinfo_is_signed: bool = False
    # What stands in the token instead.
    token: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    secret: str = SECRET
    ways: tuple[str, ...] = ("basic", "post")
    decodes_basic: bool = True
    refusal: str = "invalid_client"
    kid_in_header: bool = True
    published: list[dict[str, Any]] | None = None
    # What stands in the place of the whole set of keys, and in the header of tokens.
    key_set: object = None
    header: dict[str, Any] = field(default_factory=dict)
    padding: int = 0
    # The type of all answers, if it is not theirs, and what stands before them.
    content_type: str = ""
    mark: str = ""
    # Seconds before each answer.
    pause: float = 0
    asked: Counter[str] = field(default_factory=Counter)
    codes: dict[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        named = {name: f"{self.address}/{name}" for name in ("authorize", "token", "jwks", "userinfo")}
        return {
            "issuer": self.address,
            "authorization_endpoint": named["authorize"],
            "token_endpoint": named["token"],
            "jwks_uri": named["jwks"],
            **({"userinfo_endpoint": named["userinfo"]} if self.userinfo is not None else {}),
            **self.metadata,
            "padding": "x" * self.padding,
        }

    def keys(self) -> object:
        if self.key_set is not None:
            return self.key_set
        return {"keys": self.published if self.published is not None else [self.key.as_dict(private=False)]}

    def signed(self, claims: dict[str, Any]) -> str:
        kid = {"kid": self.key.kid} if self.kid_in_header and self.key.kid else {}
        key: Key = self.key
        if self.algorithm == "HS256":
            # The attack: the public key as the secret of HMAC.
            key = OctKey.import_key(json.dumps(self.key.as_dict(private=False)))
        header = {"alg": self.algorithm, **kid, **self.header}
        if self.algorithm == "none":
            documents = [json.dumps(each).encode() for each in (header, claims)]
            return ".".join(base64.urlsafe_b64encode(each).rstrip(b"=").decode() for each in documents) + "."
        registry = JWSRegistry(algorithms=[self.algorithm], strict_check_header=False)
        return jwt.encode(header, claims, key, registry=registry)

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        must = {"iss": self.address, "sub": "1", "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        all_claims = must | self.claims | self.token
        return self.signed({name: value for name, value in all_claims.items() if value is not None})

    def accepts(self, headers: Any, form: dict[str, str]) -> bool:
        basic = headers.get("Authorization", "").partition("Basic ")[2]
        if basic and "basic" in self.ways:
            pair = base64.b64decode(basic).decode().partition(":")
            given = (pair[0], pair[2])
            return (tuple(map(unquote_plus, given)) if self.decodes_basic else given) == (CLIENT, self.secret)
        if "client_assertion" in form and "jwt" in self.ways:
            secret = OctKey.import_key(self.secret)
            return bool(jwt.decode(form["client_assertion"], secret, algorithms=["HS256"]).claims["iss"] == CLIENT)
        if not basic and "post" in self.ways:
            return (form.get("client_id"), form.get("client_secret")) == (CLIENT, self.secret)
        return False

    def answer(self, path: str, headers: Any, form: dict[str, str]) -> tuple[int, str, str]:
        self.asked[path] += 1
        time.sleep(self.pause)
        if path == "/token":
            if not self.accepts(headers, form):
                kind = "application/json" if self.refusal else "text/html"
                return 401, kind, json.dumps({"error": self.refusal}) if self.refusal else "no"
            nonce = self.codes.pop(form.get("code", ""), None)
            if nonce is None:
                return 400, "application/json", '{"error": "invalid_grant"}'
            token = {"access_token": "an access token", "token_type": "Bearer", "id_token": self.id_token(nonce)}
            return 200, "application/json", json.dumps(token)
        if path == "/userinfo" and self.userinfo is not None:
            if self.userinfo_is_signed:
                return 200, "application/jwt", self.signed(self.userinfo)
            return 200, "application/json", json.dumps(self.userinfo, ensure_ascii=False)
        documents: dict[str, Callable[[], object]]
        documents = {"/.well-known/openid-configuration": self.document, "/jwks": self.keys}
        if path in documents:
            return 200, "application/json", json.dumps(documents[path]())
        return 404, "text/html", "no"

    def send_back(self, client: FlaskClient, address: str, **fields: str) -> TestResponse:
        """The person has signed in there, or `fields` says otherwise."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        if "error" not in fields:
            code = f"code {len(self.asked)} {time.monotonic_ns()}"
            self.codes[code] = asked["nonce"]
            fields = {"code": code} | fields
        back = f"{asked['redirect_uri']}?{urlencode({'state': asked['state'], **fields}, quote_via=quote)}"
        return come_back(client, back)

    def sign_in(self, client: FlaskClient, path: str = "/login/oidc") -> TestResponse:
        return self.send_back(client, begin(client, path))


@contextmanager
def running() -> Iterator[Imitation]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer({name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, form: dict[str, str]) -> None:
            path = urlsplit(self.path).path.removeprefix(urlsplit(imitation.address).path)
            status, kind, body = imitation.answer(path, self.headers, form)
            body = imitation.mark + body
            self.send_response(status)
            self.send_header("Content-Type", imitation.content_type or kind)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    imitation = Imitation(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield imitation
    finally:
        server.shutdown()
        server.server_close()
