"""A person in a browser without a screen: cookies, forms and ranges over real HTTP."""

import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar

from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import heading, inputs, visit_url


@dataclass
class Answer:
    status: int
    text: str

    @property
    def is_media_page(self) -> bool:
        return self.status == 200 and "data-visit-url" in self.text

    @property
    def heading(self) -> str:
        return heading(self.text)


@dataclass
class Visitor:
    """A guest with this link, or somebody who signs in on the same site."""

    link: str
    cookies: CookieJar = field(default_factory=CookieJar)

    def __post_init__(self) -> None:
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def cookie_header(self) -> str:
        """The cookies as a Cookie header, for requests without this visitor."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)

    def send(self, address: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(urllib.parse.urljoin(self.link, address), data, headers)
        try:
            with self.opener.open(request, timeout=10) as answer:
                return Answer(answer.status, answer.read().decode("utf-8", "replace"))
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode("utf-8", "replace"))

    def sign_in(self, email: str, password: str = PASSWORD) -> Answer:
        """Send the sign-in form. Returns the page after the redirect."""
        return self.send("/login", inputs(self.send("/login").text) | {"email": email, "password": password})

    def load(self) -> Answer:
        return self.send(self.link)

    def enter(self, name: str = "Dana") -> Answer:
        """Send the entry form. Returns the page after the redirect: the media page, if the guest was admitted."""
        form = inputs(self.load().text) | {"name": name, "email": f"{name.lower()}@example.com"}
        return self.send(self.link, form)

    def leave(self, page: Answer) -> None:
        assert self.send(f"{visit_url(page.text)}/leave", {}).status == 200

    def status_of_bytes(self, page: Answer, first: int = 0) -> int:
        """The status of a request for 100 bytes in the visit of this page."""
        return self.send(f"{visit_url(page.text)}/video", Range=f"bytes={first}-{first + 99}").status
