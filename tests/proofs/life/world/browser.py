"""What a guest's browser holds."""

from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from werkzeug.test import TestResponse


@dataclass
class Form:
    """An entry form that a browser got. `value`: its CSRF field. `pre`: the pre-session cookie that came with it.
    `cookie`: the session cookie that it will give, and `hash`: what the database holds of that."""

    link: int
    value: str
    pre: str
    cookie: str
    hash: str


@dataclass
class Browser:
    """A cookie jar, by link and name. A cookie is sent to its own link only."""

    jar: dict[tuple[int, str], str] = field(default_factory=dict)

    def header(self, link: int) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for (number, name), value in self.jar.items() if number == link)
        return {"Cookie": cookies} if cookies else {}

    def keep(self, link: int, response: TestResponse) -> None:
        for line in response.headers.getlist("Set-Cookie"):
            for name, morsel in SimpleCookie(line).items():
                self.jar[link, name] = morsel.value
