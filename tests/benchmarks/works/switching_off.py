"""How long an owner waits who turns access off while 32 connections send entry forms."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from models.plumbing import database
from models.tables import GuestLink
from tests.benchmarks.lines import Line, at_most
from tests.benchmarks.load.connection import Connection
from tests.benchmarks.load.process import Generator
from tests.benchmarks.load.replaying import filled_forms, replay
from tests.benchmarks.load.requests import HOST, post
from tests.benchmarks.rounds import Sample, series, take_turns
from tests.benchmarks.run import CONNECTIONS, Run, has_nginx
from tests.benchmarks.stage.guests_sites import Contestant
from tests.benchmarks.stage.stage import Stage
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import now
from tests.vocabulary.visitor import Visitor

# The owner acts when the storm is at its height.
AFTER_SHARE = 0.3


async def timed(port: int, request: bytes, after: float) -> tuple[int, float]:
    """Sends this after so many seconds. Returns the status, and how many seconds the answer took."""
    time.sleep(after)
    connection = Connection(port)
    began = time.perf_counter()
    answer = await connection.ask(request)
    connection.close()
    return answer.status, time.perf_counter() - began


@dataclass
class Owner:
    """Somebody who is signed in at this port, and their item with one link."""

    run: Run
    maker: Maker
    port: int

    def __post_init__(self) -> None:
        self.user = self.maker.user(now=now())
        self.media_id = self.maker.media(self.user, now=now())
        self.link = self.maker.link(self.media_id, now=now())
        self.asked = Contestant(self.port, f"/g/{Maker.token(self.link)}", self.link.id, self.maker.bind)
        self.browser = Visitor(f"http://{HOST}:{self.port}/login")
        assert "My media" in self.browser.sign_in(self.user.email).text

    def measure(self) -> Sample:
        acts.turn_on(self.maker, self.link, now=now())
        generator, seconds = self.run.generator, max(self.run.seconds, 1.0)
        forms = generator.run(filled_forms, self.port, self.asked.path, self.run.size(4000, 60))
        request, before = self._off(), self.asked.counts()
        storm = generator.start(replay, self.port, forms, CONNECTIONS, seconds, again=False)
        with Generator() as other:
            status, wait = other.run(timed, self.port, request, seconds * AFTER_SHARE)
            was_over = storm.done()
        done = storm.result()
        wrong = self.asked.counts().since(before).disagreement(done.count(303))
        if status != 303 or self._is_on():
            wrong = f"access is not off ({status}) {wrong}".strip()
        if was_over and not self.run.quick:
            wrong = f"the storm was over before {wrong}".strip()
        return Sample({"ms": wait * 1000}, wrong)

    def _off(self) -> bytes:
        window = f"/media/{self.media_id}/guest-access"
        form = inputs(self.browser.send(f"{window}/off").text)
        assert form.get("state") == "off", form
        return post(window, "10.0.0.1", form, cookies=self.browser.cookie_header())

    def _is_on(self) -> bool:
        with database.reading(self.maker.bind) as db:
            return db.scalars(select(GuestLink.access_on).where(GuestLink.id == self.link.id)).one()


def lines(run: Run) -> Iterator[Line]:
    with Stage() as stage, stage.settings():
        maker = stage.site("guestlink")
        ports = {"one web": stage.web("web-one", "guestlink")}
        if has_nginx():
            shared = {"rate_limit_url": stage.redis_address(), "accel": "on"}
            webs = [stage.web(f"web-{each}", "guestlink", **shared) for each in "ab"]
            ports["two webs behind nginx"] = stage.nginx("nginx-webs", webs)
        owners = {name: Owner(run, maker, port) for name, port in ports.items()}
        samples = take_turns({name: owner.measure for name, owner in owners.items()}, run.rounds)
        for name in owners:
            work = f"access off over HTTP amid {CONNECTIONS} posting connections, {name}"
            yield Line(work, "ms", series(samples[name], "ms"), aims=(at_most(100),))
