"""The cookie of a browser that has signed in before ("device cookie" of OWASP), so that strangers who guess at an
account never hold up its person (contract 12.40).

An entry in it belongs to one account and one password: `nonce.account.proof`. Whether it names the account can be seen
without the database, so that the front can let its holder pass; only `browser_of` proves that it was earned. It gives
no right but to be counted by itself.
"""

import secrets
import unicodedata
from collections.abc import Iterable

from flask import after_this_request, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from models.config.settings import settings
from models.plumbing import keys
from models.plumbing.fields import email_typed
from models.tables import User
from web.account.hashing_pages import SIGN_IN_PATH
from web.requests import site_cookies

# A browser forgets it later than most passwords change; browsers keep no cookie much longer.
SECONDS = 365 * 24 * 3600
# People who share a browser. The newest come first.
MOST_ENTRIES = 5
# In characters. Longer ones are no address.
LONGEST_EMAIL = 1000


NAME = "known"


def cookie_name() -> str:
    return site_cookies.site_name(NAME)


def spelled_alike(email: str) -> str:
    """The same text for all spellings of an address, of people with an account and without."""
    return unicodedata.normalize("NFKC", email_typed(email[:LONGEST_EMAIL])).casefold()


def names_account(cookies: MultiDict[str, str], email: str) -> bool:
    """Whether an entry of our cookie was made for the account with this email. It may have been earned long ago."""
    account = spelled_alike(email)
    return any(_is_of_account(entry, account) for entry in _sent_entries(cookies))


def browser_of(user: User | None) -> str | None:
    """The id of this browser, if it has signed in to this account with its present password. Else None."""
    if user is None or user.password_hash is None:
        return None
    for nonce, _account, proof in _sent_entries(request.cookies):
        if _is_one_of(proof, (_proof(user, nonce, key) for key in keys.ring())):
            return nonce
    return None


def remember(user: User) -> None:
    """The answer to this request tells the browser that it has signed in to this account."""
    if user.password_hash is None:
        return
    nonce, account, present = secrets.token_urlsafe(12), spelled_alike(user.email), keys.ring()[0]
    others = [each for each in _sent_entries(request.cookies) if not _is_of_account(each, account)]
    entries = [(nonce, _account(account, nonce, present), _proof(user, nonce, present)), *others]
    value = "~".join(".".join(entry) for entry in entries[:MOST_ENTRIES])
    after_this_request(lambda response: _set(response, value))


def _set(response: Response, value: str) -> Response:
    secure = settings().is_https
    response.set_cookie(
        cookie_name(), value, max_age=SECONDS, path=SIGN_IN_PATH, httponly=True, samesite="Lax", secure=secure
    )
    return response


def _sent_entries(cookies: MultiDict[str, str]) -> list[tuple[str, str, str]]:
    """Of every cookie of our name that the browser has sent, each once."""
    sent = site_cookies.sent_now_or_before(cookies, NAME)
    return list(dict.fromkeys(entry for cookie in sent for entry in _entries(cookie)))


def _entries(cookie: str) -> list[tuple[str, str, str]]:
    parts = [entry.split(".") for entry in cookie.split("~", MOST_ENTRIES)[:MOST_ENTRIES]]
    return [(each[0], each[1], each[2]) for each in parts if len(each) == 3 and all(each)]


def _is_of_account(entry: tuple[str, str, str], account: str) -> bool:
    nonce, given, _proof = entry
    return _is_one_of(given, (_account(account, nonce, key) for key in keys.ring()))


def _account(account: str, nonce: str, key: bytes) -> str:
    return keys.derive_text("known-browser-account", account.encode("utf-8", "replace"), nonce, key=key)


def _proof(user: User, nonce: str, key: bytes) -> str:
    """It changes with the password: a browser that signed in with the old one is a stranger's again."""
    return keys.derive_text("known-browser", str(user.id), user.password_hash or "", nonce, key=key)


def _is_one_of(given: str, expected: Iterable[str]) -> bool:
    return any(keys.is_same(given, each) for each in expected)
