import os
import resource
from pathlib import Path

import pytest
import uvicorn

from models.plumbing import logs
from tests.conftest import forget
from tests.vocabulary import forks
from tests.vocabulary.site import Site
from tests.vocabulary.waiting import free_port, listens, wait_until
from web.front import presence, serving
from web.requests import throttling

FEW_FILES = 256


@pytest.mark.parametrize(("rate_limit", "loaded"), [("on", 1), ("off", 0)])
def test_what_counting_needs_is_loaded_before_the_first_request(
    site: Site, monkeypatch: pytest.MonkeyPatch, rate_limit: str, loaded: int
) -> None:
    monkeypatch.setenv("GUESTLINK_RATE_LIMIT", rate_limit)
    monkeypatch.setenv("GUESTLINK_RATE_LIMIT_URL", "redis://127.0.0.1:1")
    forget()
    found: list[int] = []
    monkeypatch.setattr(logs, "set_up", lambda _part: None)
    monkeypatch.setattr(serving, "raise_file_limit", lambda: None)
    monkeypatch.setattr(
        uvicorn, "run", lambda *_args, **_options: found.append(throttling._counts_of.cache_info().currsize)
    )
    serving.serve()
    assert found == [loaded]


def serve_with_few_files() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (FEW_FILES, hard))
    serving.serve()


def test_a_web_process_raises_its_file_limit_before_it_listens(site: Site, tmp_path: Path) -> None:
    """As far as it may, up to twice the pages that it holds (contract 3.46)."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    port, log = free_port(), tmp_path / "log"
    environment = os.environ | {"GUESTLINK_BIND": f"127.0.0.1:{port}"}
    process = forks.start(serve_with_few_files, environment=environment, files=[log, log])
    try:
        wait_until("it listens, or has ended", lambda: listens(port) or not process.is_alive())
        assert process.pid, log.read_text()
        limits = resource.prlimit(process.pid, resource.RLIMIT_NOFILE)
    finally:
        process.kill()
        process.join()
    most = serving.MOST_FILES
    assert limits == (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
    assert most >= 2 * presence.MOST_STREAMS
    assert presence.MOST_STREAMS >= 10_000
