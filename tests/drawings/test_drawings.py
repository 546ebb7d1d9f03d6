"""The drawings of docs/architecture.md are what the code says now."""

import os
from pathlib import Path

import pytest

from tests.drawings.click import click_drawing, record
from tests.drawings.rooms import floors, rooms_drawing
from tests.vocabulary.maker import Maker
from tests.vocabulary.site import Guest, Site
from web.app import create_app

FOLDER = Path(__file__).parents[2] / "docs" / "drawings"


def check(name: str, drawn: str) -> None:
    if os.environ.get("WRITE_DRAWINGS"):
        (FOLDER / name).write_text(drawn)
    assert (FOLDER / name).read_text() == drawn, "make it anew: uv run python -m tests.drawings"


def test_the_drawing_of_the_rooms_is_true() -> None:
    check("rooms.svg", rooms_drawing())


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_drawing_of_one_click_is_true(maker: Maker) -> None:
    site = Site(create_app(), maker)
    guest = Guest(site.browser(), site.address(site.link()))
    check("click.svg", click_drawing(record(guest, site.maker.bind)))


def test_every_folder_of_models_and_web_is_a_room_of_the_contract() -> None:
    root = Path(__file__).parents[2]
    for container in ("models", "web"):
        folders = {file.parent.name for file in (root / container).glob("*/__init__.py")}
        named = {room for floor in floors(container) for room in floor}
        assert folders <= named
