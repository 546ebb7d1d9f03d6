"""Bytes of a recording: random ranges of 1 MiB, and open-ended ranges as players ask, against nginx alone."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select

from models.config.settings import settings
from models.plumbing import database
from models.tables import MediaFile
from tests.benchmarks.lines import Line, ratio_at_least
from tests.benchmarks.load.process import answer_of
from tests.benchmarks.load.ranges import MIB, Source, read_together
from tests.benchmarks.load.replaying import filled_forms, sessions
from tests.benchmarks.load.requests import get, visit_address
from tests.benchmarks.rounds import Sample, series, take_turns
from tests.benchmarks.run import Run, has_nginx
from tests.benchmarks.stage.stage import Stage
from tests.topology import servers
from tests.topology.parts import Part
from tests.vocabulary.maker import Maker
from tests.vocabulary.site import now
from tests.vocabulary.waiting import free_port

READERS = 8
FILM_BYTES = 128 * MIB
_NGINX = """\
worker_processes auto; pid {run}/nginx.pid; error_log stderr; daemon off; {user}
events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on; tcp_nopush on; sendfile_max_chunk 1m; keepalive_requests 1000000;
  client_body_temp_path {run}; proxy_temp_path {run}; fastcgi_temp_path {run};
  uwsgi_temp_path {run}; scgi_temp_path {run};
  server {{ listen 127.0.0.1:{port}; location / {{ root {media}; }} }}
}}
"""
_AIMS = {"behind nginx": (0.4, 0.7), "embedded": (0.25, 0.4)}


@dataclass
class Bytes:
    stage: Stage
    run: Run
    maker: Maker
    token: str = ""
    film: str = ""

    def make_film(self) -> None:
        media_id = self.maker.media(now=now())
        with database.writing(self.maker.bind) as db:
            file = db.scalars(select(MediaFile).where(MediaFile.media_id == media_id)).one()
            file.size, self.film = FILM_BYTES, file.stored_name
            # Not a hole: a file system may treat holes as it treats no film.
            (settings().media_folder / self.film).write_bytes(os.urandom(MIB) * (FILM_BYTES // MIB))
        self.token = Maker.token(self.maker.link(media_id, now=now()))

    def embedded(self) -> int:
        """A web process that sends the bytes itself. It keeps nginx out of its data folder, so it has its own."""
        data = self.stage.folder / "embedded"
        (data / "media").mkdir(parents=True)
        shutil.copyfile(settings().media_folder / self.film, data / "media" / self.film)
        return self.stage.web("web-one", "guestlink", data=str(data))

    def readers_of(self, port: int) -> list[Source]:
        """Guests, each with a visit of their own, since a visit gets few answers at once (contract 6.50)."""
        path, run = f"/g/{self.token}", self.run.generator.run
        sources = []
        for cookies in run(sessions, port, run(filled_forms, port, path, READERS)):
            page = run(answer_of, port, get(path, "10.0.0.1", cookies=cookies))
            sources.append(Source(port, f"{visit_address(page)}/video", cookies, FILM_BYTES))
        return sources

    def nginx_alone(self) -> list[Source]:
        folder, port = self.stage.folder / "nginx-alone", free_port()
        folder.mkdir()
        user = "user root;" if os.geteuid() == 0 else ""
        text = _NGINX.format(run=folder, port=port, media=settings().media_folder, user=user)
        (folder / "nginx.conf").write_text(text)
        command = [shutil.which("nginx") or "nginx", "-c", str(folder / "nginx.conf")]
        part = Part("nginx-alone", command, servers.clean_environment(), folder)
        self.stage.add(servers.Server(port, [part]))
        return [Source(port, f"/{self.film}", "", FILM_BYTES)] * READERS

    def measure(self, sources: list[Source], piece: int | None) -> Sample:
        rate, answer = self.run.generator.call(read_together, sources, self.run.seconds, piece)
        return Sample({"rate": rate / 1e6, "answer": answer})


def lines(run: Run) -> Iterator[Line]:
    if not has_nginx():
        return
    with Stage() as stage, stage.settings():
        films = Bytes(stage, run, stage.site("guestlink"))
        films.make_film()
        webs = [stage.web(f"web-{each}", "guestlink", accel="on") for each in "ab"]
        sources = {
            "behind nginx": films.readers_of(stage.nginx("nginx-webs", webs)),
            "embedded": films.readers_of(films.embedded()),
        }
        alone = films.nginx_alone()
        yield from _lines(films, sources, alone, "random 1 MiB ranges", 0, piece=MIB)
        answer = int(films.measure(sources["embedded"], None).values["answer"])
        work = f"as players ask, open-ended ranges answered by {answer / MIB:.1f} MiB"
        yield from _lines(films, sources, alone, work, 1, piece=None, of_nginx=answer)


def _lines(
    films: Bytes,
    sources: dict[str, list[Source]],
    alone: list[Source],
    work: str,
    aim: int,
    *,
    piece: int | None,
    of_nginx: int = MIB,
) -> Iterator[Line]:
    """nginx alone is asked for pieces as large as the product's answers."""
    contestants: dict[str, Callable[[], Sample]] = {
        name: partial(films.measure, each, piece) for name, each in sources.items()
    }
    contestants["nginx alone"] = partial(films.measure, alone, of_nginx)
    samples = take_turns(contestants, films.run.rounds)
    for name in sources:
        rates, floor = series(samples[name], "rate"), series(samples["nginx alone"], "rate")
        aims = (ratio_at_least(_AIMS[name][aim]),)
        yield Line(f"{work}, {name}", "MB/s", rates, floor, "by nginx alone", aims)
