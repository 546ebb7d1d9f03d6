"""A film of ten minutes and hundreds of megabytes, by the upload form and by the command line, watched to its end.

Its length is scaled by GUESTLINK_PROOF_SCALE: one minute and some 35 MB in CI.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.vocabulary.screen import Screen
from tests.vocabulary.tree import Tree
from web.cli.demo.clip import make_clip

SCALE = float(os.environ.get("GUESTLINK_PROOF_SCALE", "0.1"))
SECONDS = round(600 * SCALE)
MINUTES = 60_000

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("film") / "film.mp4"
    make_clip(target, seconds=SECONDS, width=1280, height=720, bit_rate=4_500_000)
    assert target.stat().st_size > 500_000 * SECONDS
    return target


def share(tree: Tree, media_id: int) -> str:
    tree.command("access", "on", str(media_id))
    return str(tree.command("link", "create", str(media_id), "--name", "Film")["url"])


def watch_here_and_there(guest: Screen, link: str) -> None:
    """Its beginning, its end, back to its middle, and on after a reload."""
    guest.enter(link, "Ada")
    for place in (0.0, 0.97, 0.5, 0.1):
        guest.play(at=place)
    assert abs(guest.page.locator("video").evaluate("video => video.duration") - SECONDS) < 1
    guest.page.reload()
    guest.play(at=0.9)


def test_a_long_film_is_uploaded_in_the_browser_and_watched(
    owner: Screen, tree: Tree, film: Path, opening: Callable[..., Screen]
) -> None:
    owner.page.goto(f"{tree.address}/media/new")
    owner.page.get_by_label("Title").fill("A long film")
    owner.page.get_by_label("Video file").set_input_files(film)
    owner.page.get_by_role("button", name="Upload").click()
    expect(owner.heading).to_have_text("A long film", timeout=5 * MINUTES)
    owner.play(at=0.6)
    watch_here_and_there(opening(), share(tree, int(owner.page.url.rpartition("/")[2])))


def test_a_long_film_is_added_by_the_command_line_and_watched(
    tree: Tree, film: Path, opening: Callable[..., Screen]
) -> None:
    added = tree.command("media", "add", str(film), "--owner", tree.email, "--title", "A long film")
    watch_here_and_there(opening(), share(tree, added["id"]))
    stored = [file for file in (tree.data / "media").iterdir() if file.stat().st_size == film.stat().st_size]
    assert len(stored) == 1
