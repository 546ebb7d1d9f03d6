"""Pages of owners and admins on a large site: how long the answer takes."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import text

from tests.benchmarks.lines import Line, at_most
from tests.benchmarks.load.process import answer_of
from tests.benchmarks.load.requests import HOST, Answer, get
from tests.benchmarks.rounds import Sample, series, take_turns
from tests.benchmarks.run import Run
from tests.benchmarks.stage.stage import Stage
from tests.vocabulary.large_site import make_large_site
from tests.vocabulary.site import now
from tests.vocabulary.visitor import Visitor

AIM_MS = 100
# Person 1 is the admin. Person 2 owns item 1, whose first link is the busiest of the site.
ADMIN, OWNER = 1, 2
PAGES = {
    ADMIN: {
        "*My media*": "/media",
        "*My media*, a search": "/media?q=Item+77",
        "users": "/admin/users",
        "a user": "/admin/users/2",
        "groups": "/admin/groups",
        "modules": "/admin/modules",
        "maintenance": "/admin/maintenance",
    },
    OWNER: {
        "*My media*": "/media",
        "a media page": "/media/1",
        "its guest access": "/media/1/guest-access",
        "the question before access is turned off": "/media/1/guest-access/off",
        "its guests": "/media/1/guests",
        "its edit page": "/media/1/edit",
    },
}
WHO = {ADMIN: "admin", OWNER: "owner"}


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
        maker = stage.site("guestlink")
        made_at = datetime.now(UTC)
        make_large_site(
            maker.bind, items=items, links=3 * items, entries=30 * items, connected=items // 10, now=made_at
        )
        # So that they can sign in with the password of the tests.
        hashed = "(SELECT password_hash FROM user_account WHERE id = :known)"
        with maker.bind.begin() as connection:
            known = {"known": maker.user(now=now()).id, "admin": ADMIN, "owner": OWNER}
            connection.execute(
                text(f"UPDATE user_account SET password_hash = {hashed} WHERE id IN (:admin, :owner)"), known
            )
        port = stage.web("web", "guestlink")
        for person, pages in PAGES.items():
            browser = Visitor(f"http://{HOST}:{port}/login")
            browser.sign_in(f"person{person}@example.com")
            signed_in = SignedIn(run, port, browser.cookie_header())
            for name, path in pages.items():
                signed_in.measure(path)
                samples = take_turns({name: partial(signed_in.measure, path)}, run.size(15, 1))[name]
                work = f"{items:,} items, {WHO[person]}: {name}"
                yield Line(work, "ms", series(samples, "ms"), aims=(at_most(AIM_MS),))
