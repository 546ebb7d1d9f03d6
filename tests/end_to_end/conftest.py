"""Whole trees: each test has one of its own, on a copy of one founded site (making the demo's clip takes seconds)."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import lacking
from tests.vocabulary.screen import DESKTOP, PHONE, Screen
from tests.vocabulary.tree import Tree
from tests.vocabulary.waiting import free_port

# The system's own: tests never download a browser.
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
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demo that was started once."""
    data = tmp_path_factory.mktemp("founded") / "data"
    tree = Tree(data).start("--demo")
    try:
        tree.announced()
        assert tree.stop() == 0, tree.said()
    finally:
        tree.destroy()
    return data


@pytest.fixture
def beginning(founded: Path, tmp_path: Path) -> Iterator[Callable[..., Tree]]:
    """Begins trees; whatever they leave is a failure, and is cleared away."""
    begun: list[Tree] = []

    def begin(*options: str, data: Path | None = None, any_port: bool = False) -> Tree:
        data = data or Path(shutil.copytree(founded, tmp_path / f"data{len(begun)}"))
        begun.append(Tree(data, None if any_port else free_port()))
        return begun[-1].start(*options)

    yield begin
    try:
        for tree in begun:
            if tree.process.poll() is None:
                assert tree.stop() == 0, tree.said()
            assert not tree.alive(), tree.alive()
    finally:
        for tree in begun:
            tree.destroy()


@pytest.fixture
def tree(beginning: Callable[..., Tree]) -> Tree:
    """The demo, running."""
    return beginning("--demo").announced()


@pytest.fixture(scope="session")
def standing(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    """The demo, running, its owner an admin: for tests that leave it as they found it, as a start takes longer than
    most of them."""
    data = Path(shutil.copytree(founded, tmp_path_factory.mktemp("standing") / "data"))
    tree = Tree(data).start("--demo")
    try:
        tree.announced().command("user", "role", tree.email, "admin")
        yield tree
        assert tree.stop() == 0, tree.said()
    finally:
        tree.destroy()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    if not CHROMIUM.exists():
        lacking(f"there is no {CHROMIUM}")
    return browser_type_launch_args | {"executable_path": str(CHROMIUM), "args": FLAGS}


@pytest.fixture
def opening(browser: Browser) -> Iterator[Callable[..., Screen]]:
    """Opens browsers of their own, on a phone unless said otherwise; any complaint of one is a failure."""
    screens: list[Screen] = []

    def begin(size: dict[str, object] = PHONE, **options: object) -> Screen:
        screens.append(Screen.open(browser, size, **options))
        return screens[-1]

    yield begin
    complaints = [complaint for screen in screens for complaint in screen.complaints]
    for screen in screens:
        screen.page.context.close()
    assert not complaints


@pytest.fixture
def owner(opening: Callable[..., Screen], tree: Tree) -> Screen:
    """The demo's owner, signed in, on the media page."""
    screen = opening(DESKTOP)
    screen.sign_in(tree)
    screen.page.get_by_role("link", name="A demo video").click()
    expect(screen.heading).to_have_text("A demo video")
    return screen
