"""What a guest's browser holds."""

from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from werkzeug.test import TestResponse


@dataclass
class Form:
    """An entry form as one browser got it. `cookie` is the session that it hands out, `hash` what is stored of it."""

    link: int
    value: str
    pre: str
    cookie: str
    hash: str


@dataclass
class Browser:
    """A cookie jar; cookies are sent to their own link only, as their path says."""

    jar: dict[tuple[int, str], str] = field(default_factory=dict)

    def header(self, link: int) -> dict[str, str]:
        mine = "; ".join(f"{name}={value}" for (number, name), value in self.jar.items() if number == link)
        return {"Cookie": mine} if mine else {}

    def keep(self, link: int, response: TestResponse) -> None:
        for line in response.headers.getlist("Set-Cookie"):
            for name, morsel in SimpleCookie(line).items():
                self.jar[link, name] = morsel.value
