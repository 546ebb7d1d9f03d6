"""What a floor answers to a guest: the product's page bytes and headers, the same rows, and nothing else.

No framework, no templates, no languages, no limits, no log. It keeps what makes an answer right: the token and the
cookie are hashed, a form proves that it is ours, and the database decides.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs

from psycopg.errors import UniqueViolation

from tests.benchmarks.floors import databases, pages
from tests.benchmarks.floors.pages import Headers

_KEY = b"a key of the floors, of no site"
SETTINGS = ("FLOOR_PAGES", "FLOOR_DATABASE")
Reply = tuple[int, Headers, bytes]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _sign(value: str) -> str:
    return hmac.digest(_KEY, value.encode(), "sha256").hex()[:32]


class Site:
    def __init__(self) -> None:
        file, database = (os.environ[name] for name in SETTINGS)
        self.entry, self.media = pages.read(Path(file))
        self.database = databases.opened(database)

    def get(self, token: str, cookies: str) -> Reply:
        secret = cookies.partition("guestlink_guest=")[2].partition(";")[0]
        if secret:
            return self.media_page(token, secret)
        row = self.database.page(_digest(token))
        if row is None or row[0] != "active":
            return 410 if row else 404, [], b""
        form_id, browser = secrets.token_urlsafe(16), secrets.token_urlsafe(24)
        # As long as that of the product.
        size = len(self.entry.cookies[0].partition(";")[0]) - len("guestlink_entry=")
        proof = _sign(f"{token}{form_id}")
        cookie = f"guestlink_entry={browser.ljust(size, '0')}; Path=/g/{token}; HttpOnly; SameSite=Lax; Max-Age=90000"
        body = self.entry.body(f"{form_id}.{proof}".encode())
        return 200, [*self.entry.headers, ("set-cookie", cookie)], body

    def media_page(self, token: str, secret: str) -> Reply:
        key = secrets.token_hex(16)
        if self.database.load(_digest(token), _digest(f"{token}:{secret}"), key) is None:
            return 410, [], b""
        return (
            200,
            [*self.media.headers, ("set-cookie", self._session_cookie(token, secret))],
            self.media.body(key.encode()),
        )

    def post(self, token: str, body: bytes) -> Reply:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        form_id, _, proof = form["csrf_token"].partition(".")
        if not hmac.compare_digest(proof, _sign(f"{token}{form_id}")):
            return 422, [], b""
        secret = _sign(f"session{form_id}")
        try:
            admitted = self.database.admit(_digest(token), _digest(f"{token}:{secret}"), form["name"], form["email"])
        except UniqueViolation:
            admitted = True
        if not admitted:
            return 410, [], b""
        return 303, [("location", f"/g/{token}"), ("set-cookie", self._session_cookie(token, secret))], b""

    @staticmethod
    def _session_cookie(token: str, secret: str) -> str:
        return f"guestlink_guest={secret}; Path=/g/{token}; HttpOnly; SameSite=Lax; Max-Age=2592000"
