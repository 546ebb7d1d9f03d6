"""How many wrong passwords are allowed (contract 3.34, 3.35, 12.40).

A stranger's tries count for the account and for the address. Those of a browser that has signed in before count for
this browser alone, and no others count for it. Accounts that do not exist are counted alike.
"""

from models.tables import User
from web.account.known_browsers import browser_of, spelled_alike
from web.requests import throttling

CAUSE = "sign-in"


class Tries:
    def __init__(self, email: str, user: User | None) -> None:
        browser = browser_of(user)
        self.is_strangers = browser is None
        self.limit = throttling.SIGN_INS_OF_ONE_ACCOUNT if browser is None else throttling.SIGN_INS_OF_ONE_BROWSER
        self.who = spelled_alike(email) if browser is None else browser

    def count(self) -> None:
        """Before the password is tried, so that of many tries at once no more than the limit are judged. Raises
        TooManyRequests."""
        if self.is_strangers:
            throttling.check(throttling.SIGN_INS, CAUSE)
        throttling.count_for(self.limit, CAUSE, self.who)

    def was_wrong(self) -> None:
        """Raises TooManyRequests."""
        if self.is_strangers:
            throttling.count(throttling.SIGN_INS, CAUSE)

    def was_right(self) -> None:
        throttling.forget(self.limit, CAUSE, self.who)
