"""Process trees and browsers. Each tree runs on a copy of one demo site, as making the demo's clip takes seconds."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import skip_unless_ci
from tests.vocabulary.own_video import OwnVideo, Person
from tests.vocabulary.screen import DESKTOP, PHONE, OpenScreen, Screen, Size
from tests.vocabulary.tree import StartTree, Tree
from tests.vocabulary.waiting import free_port

# The browser of the system: tests never download one.
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demo that was started once."""
    data = tmp_path_factory.mktemp("demo") / "data"
    tree = Tree(data).start("--demo")
    try:
        tree.wait_until_announced()
        assert tree.stop() == 0, tree.output()
    finally:
        tree.destroy()
    return data


@pytest.fixture
def start_tree(demo_data: Path, tmp_path: Path) -> Iterator[StartTree]:
    """Fails when a tree leaves a process behind. Kills the trees: a clean stop takes seconds, and has its own tests."""
    started: list[Tree] = []

    def start(*options: str, data: Path | None = None, port: int | None = None, any_port: bool = False) -> Tree:
        data = data or Path(shutil.copytree(demo_data, tmp_path / f"data{len(started)}"))
        started.append(Tree(data, None if any_port else port or free_port()))
        return started[-1].start(*options)

    yield start
    try:
        for tree in started:
            tree.kill()
    finally:
        for tree in started:
            tree.destroy()


@pytest.fixture
def tree(start_tree: StartTree) -> Tree:
    """The demo, running."""
    return start_tree("--demo").wait_until_announced()


@pytest.fixture(scope="session")
def shared_tree(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    """The demo, running, with its owner as an admin. Tests share it, because a start takes five seconds of CPU. They
    let guests enter, and change only what they have added."""
    data = Path(shutil.copytree(demo_data, tmp_path_factory.mktemp("shared") / "data"))
    tree = Tree(data).start("--demo")
    try:
        tree.wait_until_announced().command("user", "role", tree.email, "admin")
        yield tree
        assert tree.stop() == 0, tree.output()
    finally:
        tree.destroy()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    if not CHROMIUM.exists():
        skip_unless_ci(f"there is no {CHROMIUM}")
    return browser_type_launch_args | {"executable_path": str(CHROMIUM), "args": FLAGS}


@pytest.fixture
def open_screen(browser: Browser) -> Iterator[OpenScreen]:
    """Fails when one of the browsers logs an error."""
    screens: list[Screen] = []

    def open_one(size: Size = PHONE, **options: object) -> Screen:
        screens.append(Screen.open(browser, size, **options))
        return screens[-1]

    yield open_one
    complaints = [complaint for screen in screens for complaint in screen.complaints]
    for screen in screens:
        screen.page.context.close()
    assert not complaints


@pytest.fixture
def person(shared_tree: Tree) -> Person:
    """A new person on the shared tree."""
    return Person.new(shared_tree)


@pytest.fixture
def video(person: Person, demo_data: Path) -> OwnVideo:
    """A copy of the demo's video on the shared tree, for this test alone."""
    [clip] = (demo_data / "media").glob("*.mp4")
    return OwnVideo.new(person, clip)


@pytest.fixture
def owner(open_screen: OpenScreen, video: OwnVideo) -> Screen:
    """The owner of that video, signed in, on its media page."""
    screen = open_screen(DESKTOP)
    screen.sign_in_and_open(video)
    return screen
