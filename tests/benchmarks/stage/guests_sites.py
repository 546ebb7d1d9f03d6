"""The contestants of a guest's pages: webs of the product, floors, and granian, each with a link of its own."""

from dataclasses import dataclass

from sqlalchemy import Engine, func, select

from models.plumbing import database
from models.tables import GuestEntry, GuestLink, GuestMembership, GuestSession, Visit
from tests.benchmarks.floors import pages
from tests.benchmarks.load.process import answer_of
from tests.benchmarks.load.replaying import filled_forms, sessions
from tests.benchmarks.load.requests import get
from tests.benchmarks.run import Run, granian, has_granian, has_nginx
from tests.benchmarks.stage.stage import Stage
from tests.vocabulary.maker import Maker
from tests.vocabulary.site import now
from tests.vocabulary.waiting import free_port

POSTGRESQL = "guestlink"


@dataclass(frozen=True)
class Counts:
    """What the database holds of one link. All four are equal while every admission is whole."""

    clicks: int
    entries: int
    sessions: int
    memberships: int
    visits: int

    def since(self, before: "Counts") -> "Counts":
        return Counts(*(mine - theirs for mine, theirs in zip(self.as_tuple(), before.as_tuple(), strict=True)))

    def as_tuple(self) -> tuple[int, ...]:
        return (self.clicks, self.entries, self.sessions, self.memberships, self.visits)

    def disagreement(self, admitted: int) -> str:
        """Empty if as many guests were admitted as were answered so."""
        found = (self.clicks, self.entries, self.sessions, self.memberships)
        return "" if set(found) == {admitted} else f"{admitted} answers, clicks to memberships {found}"


@dataclass(frozen=True)
class Contestant:
    """A server that guests ask by this link."""

    port: int
    path: str
    link_id: int
    bind: Engine

    def counts(self) -> Counts:
        of_link = GuestSession.link_id == self.link_id
        asked = (
            select(GuestLink.clicks).where(GuestLink.id == self.link_id),
            select(func.count(GuestEntry.id)).where(GuestEntry.link_id == self.link_id),
            select(func.count(GuestSession.id)).where(of_link),
            select(func.count(GuestMembership.session_id)).where(GuestMembership.link_id == self.link_id),
            select(func.count(Visit.id)).join(GuestSession).where(of_link),
        )
        with database.reading(self.bind) as db:
            return Counts(*(db.scalars(each).one() for each in asked))


class GuestsSites:
    """Starts them all, since a process that nobody asks costs nothing."""

    def __init__(self, stage: Stage, run: Run) -> None:
        self.stage, self.run = stage, run
        self.makers = {name: stage.site(name) for name in (POSTGRESQL, "sqlite")}
        self.all: dict[str, Contestant] = {}

    def start(self) -> None:
        self._add("one web", self.stage.web("web-one", POSTGRESQL), POSTGRESQL)
        self._add("SQLite", self.stage.web("web-sqlite", "sqlite"), "sqlite")
        if has_nginx():
            shared = {"rate_limit_url": self.stage.redis_address(), "accel": "on"}
            webs = [self.stage.web(f"web-{each}", POSTGRESQL, **shared) for each in "ab"]
            self._add("two webs behind nginx", self.stage.nginx("nginx-webs", webs), POSTGRESQL)
        self._write_pages()
        self._start_floors()

    def _start_floors(self) -> None:
        self._add("floor of one web", self._floor("floor-one", POSTGRESQL), POSTGRESQL)
        self._add("floor of SQLite", self._floor("floor-sqlite", "sqlite"), "sqlite")
        if has_nginx():
            floors = [self._floor(f"floor-{each}", POSTGRESQL) for each in "ab"]
            self._add("floor of two webs behind nginx", self.stage.nginx("nginx-floors", floors), POSTGRESQL)
        if has_granian():
            self._add("granian", self._granian(), POSTGRESQL)

    def _add(self, name: str, port: int, site: str) -> None:
        maker = self.makers[site]
        link = maker.link(maker.media(now=now()), now=now())
        self.all[name] = Contestant(port, f"/g/{Maker.token(link)}", link.id, maker.bind)

    def _write_pages(self) -> None:
        """The floors send the bytes that the product sends."""
        product, run = self.all["one web"], self.run.generator.run
        [form] = run(filled_forms, product.port, product.path, 1, 1)
        [cookies] = run(sessions, product.port, [form], 1)
        entry, media = (
            run(answer_of, product.port, get(product.path, "10.0.0.1", cookies=each)) for each in ("", cookies)
        )
        found = pages.Page.of(entry, pages.FORM), pages.Page.of(media, pages.VISIT)
        pages.write(self.stage.folder / "pages.json", *found)

    def _floor(self, name: str, site: str) -> int:
        port = free_port()
        module = "tests.benchmarks.floors.plain"
        return self.stage.python(name, "-m", module, str(port), port=port, **self._floor_settings(site))

    def _floor_settings(self, site: str) -> dict[str, str]:
        address = self.stage.address(site).removeprefix("sqlite:///")
        return {"FLOOR_PAGES": str(self.stage.folder / "pages.json"), "FLOOR_DATABASE": address}

    def _granian(self) -> int:
        port = free_port()
        options = ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "1", "--port", str(port), "--no-log"]
        application = "tests.benchmarks.floors.flask_page:app"
        command = [str(granian()), *options, application]
        return self.stage.python("granian", *command, port=port, **self._floor_settings(POSTGRESQL))
