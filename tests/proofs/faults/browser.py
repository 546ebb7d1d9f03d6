"""A browser whose user is patient: if an answer is lost, or is a 5xx, the same form is sent again for minutes."""

import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from tests.vocabulary.pages import inputs

# How long a person takes to press the button again.
PAUSE_SECONDS = 0.3
# Longer than pages are away in any fault.
GIVE_UP_SECONDS = 180.0
ANSWER_SECONDS = 40.0


class GaveUp(Exception):
    """No answer, or only 5xx, for GIVE_UP_SECONDS. Or a form was refused that must not be."""


@dataclass
class TimedAnswer:
    """The times are those of the monotonic clock, which all processes of the rig share."""

    status: int
    text: str
    headers: dict[str, str]
    sent_at: float
    answered_at: float = field(default_factory=time.monotonic)


@dataclass
class Browser:
    address: str
    counts: Counter[str]
    cookies: dict[str, str] = field(default_factory=dict)

    def send_once(
        self, method: str, path: str, form: dict[str, str] | None = None, **headers: str
    ) -> TimedAnswer | None:
        """None if the answer was lost."""
        sent_at = time.monotonic()
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=ANSWER_SECONDS)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            named["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, urlencode(form) if form is not None else None, named)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        except (OSError, HTTPException):
            self.counts["answers lost"] += 1
            return None
        finally:
            connection.close()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        lower = {name.lower(): value for name, value in response.getheaders()}
        answer = TimedAnswer(response.status, text, lower, sent_at)
        self._count(answer, form)
        return answer

    def _count(self, answer: TimedAnswer, form: dict[str, str] | None) -> None:
        self.counts["answers"] += 1
        if answer.status < 500:
            return
        self.counts["503"] += answer.status == 503
        self.counts["5xx other than 503"] += answer.status != 503
        self.counts["5xx without Retry-After"] += not answer.headers.get("retry-after", "").isdigit()
        # nginx cannot show the form again. It tells people to go back to the page where their form still is.
        by_nginx = "Go back, and try again" in answer.text
        typed = [value for name, value in (form or {}).items() if name != "password"]
        kept = by_nginx or all(f'value="{value}"' in answer.text for value in typed)
        self.counts["typed values lost"] += not kept

    def send(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> TimedAnswer:
        """Send it until an answer comes that is not a 5xx. Raises GaveUp."""
        deadline = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < deadline:
            answer = self.send_once(method, path, form, **headers)
            if answer is not None and answer.status < 500:
                return answer
            self.counts["sent again"] += 1
            time.sleep(PAUSE_SECONDS)
        self.counts["gave up"] += 1
        raise GaveUp(f"{method} {path.split('/')[1]}")

    def sign_in(self, email: str, password: str) -> None:
        form = inputs(self.send("GET", "/login").text) | {"email": email, "password": password}
        # Another answer may be a 429, in the fault that turns rate limits on.
        while self.send("POST", "/login", form).status != 303:
            time.sleep(PAUSE_SECONDS)
