"""Pages of owners and admins on a large site: how long the answer takes."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import text

from models.site.completing import complete_rows
from tests.benchmarks.lines import Line, at_most
from tests.benchmarks.load.process import answer_of
from tests.benchmarks.load.requests import HOST, Answer, get
from tests.benchmarks.rounds import Sample, series, take_turns
from tests.benchmarks.run import Run
from tests.benchmarks.stage.stage import Stage
from tests.vocabulary.large_site import make_large_site
from tests.vocabulary.maker import Maker
from tests.vocabulary.site import now
from tests.vocabulary.visitor import Visitor

AIM_MS = 100
# Person 1 is the admin. Person 2 owns item 1, whose first link is the busiest of the site. Person 3 owns half of the
# items.
ADMIN, OWNER, HALF = 1, 2, 3
# A word that stands in one title and in no name of a link, and one that stands in all.
RARE, COMMON = "item+77778", "i"
MY_MEDIA = {
    "*My media*": "/media",
    "*My media* by title": "/media?sort=title",
    "*My media* by the next end": "/media?sort=end",
    "*My media*, a search": f"/media?q={RARE}",
    "*My media*, a search by the next end": f"/media?sort=end&q={RARE}",
    "*My media*, a search that finds all, by the next end": f"/media?sort=end&q={COMMON}",
}
ALL_LINKS = {
    "*All links*": "/links",
    "*All links* by name": "/links?sort=name",
    "*All links* by the next end": "/links?sort=end",
    "*All links*, a search": f"/links?q={RARE}",
    "*All links*, a search by name": f"/links?sort=name&q={RARE}",
    "*All links*, a search that finds all, by name": f"/links?sort=name&q={COMMON}",
    "*All links*, a status that none has": "/links?status=off",
}
PAGES = {
    ADMIN: {
        **MY_MEDIA,
        **ALL_LINKS,
        "users": "/admin/users",
        "users, a search": "/admin/users?search=person77",
        "a user": "/admin/users/2",
        "groups": "/admin/groups",
        "modules": "/admin/modules",
        "maintenance": "/admin/maintenance",
        "audit log": "/admin/audit",
        "audit log, an act of long ago": "/admin/audit?act=look_changed",
    },
    HALF: {**MY_MEDIA, **ALL_LINKS},
    OWNER: {
        "*My media*": "/media",
        "*All links*": "/links",
        "a media page": "/media/1",
        "its guest access": "/media/1/guest-access",
        "the question before access is turned off": "/media/1/guest-access/off",
        "its guests": "/media/1/guests",
        "its guests by name": "/media/1/guests?sort=name",
        "its guests by what they watched": "/media/1/guests?sort=watched",
        "its guests, a search": "/media/1/guests?q=dana+77777",
        "its edit page": "/media/1/edit",
    },
}
WHO = {ADMIN: "admin", OWNER: "owner", HALF: "owner of half of them"}
DATABASES = {"guestlink": "", "sqlite": ", SQLite"}


async def timed(port: int, request: bytes) -> tuple[Answer, float]:
    began = time.perf_counter()
    answer = await answer_of(port, request)
    return answer, (time.perf_counter() - began) * 1000


@dataclass
class SignedIn:
    """A person of the large site, in a browser."""

    run: Run
    port: int
    cookies: str

    def measure(self, path: str) -> Sample:
        request = get(path, "10.0.0.1", cookies=self.cookies)
        answer, ms = self.run.generator.run(timed, self.port, request)
        return Sample({"ms": ms}, "" if answer.status == 200 else f"status {answer.status}")


def lines(run: Run) -> Iterator[Line]:
    items = run.size(100_000, 500)
    with Stage() as stage, stage.settings():
        for name, told in DATABASES.items():
            _make_site(stage.site(name), items)
            port = stage.web(f"web-{name}", name)
            for person, pages in PAGES.items():
                yield from _lines_of(run, port, person, pages, f"{items:,} items{told}, {WHO[person]}")
            stage.stop(f"web-{name}")


def _make_site(maker: Maker, items: int) -> None:
    size = {"items": items, "links": 3 * items, "entries": 30 * items, "connected": items // 10}
    make_large_site(maker.bind, **size, now=datetime.now(UTC))
    # So that they can sign in with the password of the tests.
    hashed = "(SELECT password_hash FROM user_account WHERE id = :known)"
    known = {"known": maker.user(now=now()).id, "admin": ADMIN, "owner": OWNER, "half": HALF}
    with maker.bind.begin() as connection:
        connection.execute(
            text(f"UPDATE user_account SET password_hash = {hashed} WHERE id IN (:admin, :owner, :half)"), known
        )
    # Makes what an older version would have left out.
    complete_rows(maker.bind, lambda *_: None)


def _lines_of(run: Run, port: int, person: int, pages: Mapping[str, str], who: str) -> Iterator[Line]:
    browser = Visitor(f"http://{HOST}:{port}/login")
    browser.sign_in(f"person{person}@example.com")
    signed_in = SignedIn(run, port, browser.cookie_header())
    for name, path in pages.items():
        signed_in.measure(path)
        samples = take_turns({name: partial(signed_in.measure, path)}, run.size(15, 1))[name]
        yield Line(f"{who}: {name}", "ms", series(samples, "ms"), aims=(at_most(AIM_MS),))
