"""A site with the demo, in the process of the test. Its film is a clip of some seconds."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.plumbing import clock
from tests.end_to_end.every_page.cast import Cast
from tests.vocabulary.clips import make_clip
from tests.vocabulary.maker import Maker
from tests.vocabulary.site import Site
from web.app import create_app
from web.cli.demo.content import make_content
from web.requests import throttling


@pytest.fixture(scope="session")
def short_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("film") / "film.mp4"
    make_clip(target, seconds=4)
    return target


@pytest.fixture
def database_url(environment: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{environment / 'var' / 'guestlink.sqlite3'}"
    monkeypatch.setenv("GUESTLINK_DATABASE_URL", url)
    return url


@pytest.fixture
def cast(maker: Maker, short_film: Path) -> Iterator[Cast]:
    make_content(clock.utcnow(), os.open(short_film, os.O_RDONLY))
    throttling._counts_of.cache_clear()
    yield Cast(Site(create_app(), maker))
    throttling._counts_of.cache_clear()
