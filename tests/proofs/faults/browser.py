"""A browser that never gives up: the very same form again after a lost answer or a 503, and what came back counted."""

import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

# A person's, before the same button again.
PAUSE = 0.3
# Longer than any fault here: what is not answered by then is lost, and counted so.
PATIENCE = 180.0
ANSWER_SECONDS = 40.0


class GaveUp(Exception):
    """Nothing but refusals for so long."""


@dataclass
class Told:
    """An answer: its instants on the machine's monotonic clock, which all processes of the rig share."""

    status: int
    text: str
    headers: dict[str, str]
    began: float
    at: float = field(default_factory=time.monotonic)


@dataclass
class Browser:
    address: str
    counted: "Counter[str]"
    cookies: dict[str, str] = field(default_factory=dict)

    def once(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> Told | None:
        """None when the answer was lost."""
        began = time.monotonic()
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=ANSWER_SECONDS)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            named["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, urlencode(form) if form is not None else None, named)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, HTTPException):
            self.counted["answers lost"] += 1
            return None
        finally:
            connection.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        told = Told(answer.status, text, {name.lower(): value for name, value in answer.getheaders()}, began)
        self._count(told, form)
        return told

    def _count(self, told: Told, form: dict[str, str] | None) -> None:
        self.counted["answers"] += 1
        if told.status < 500:
            return
        self.counted["503"] += told.status == 503
        self.counted["5xx that is no 503"] += told.status != 503
        self.counted["5xx without Retry-After"] += not told.headers.get("retry-after", "").isdigit()
        # nginx knows no form; it sends back to where it still stands.
        by_nginx = "Go back, and try again" in told.text
        typed = [value for name, value in (form or {}).items() if name != "password"]
        kept = by_nginx or all(f'value="{value}"' in told.text for value in typed)
        self.counted["typed values lost"] += not kept

    def until(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> Told:
        """The first answer that is no 503, whatever it takes. Raises GaveUp."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            told = self.once(method, path, form, **headers)
            if told is not None and told.status < 500:
                return told
            self.counted["sent again"] += 1
            time.sleep(PAUSE)
        self.counted["gave up"] += 1
        raise GaveUp(f"{method} {path.split('/')[1]}")
