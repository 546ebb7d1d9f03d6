"""Names without a space break wherever they stand: nothing scrolls sideways at 320 pixels (WCAG 1.4.10)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.end_to_end.pages import NARROW, scrolls_sideways
from tests.vocabulary.maker import PASSWORD, Maker
from tests.vocabulary.own_video import Person
from tests.vocabulary.screen import OpenScreen, Screen
from tests.vocabulary.tree import Tree

pytestmark = pytest.mark.long

LONG = "Donaudampfschifffahrtsgesellschaft" * 2 + "skapitän"
OWNER_PATHS = ["media", "links", "media/{0}", "media/{0}/edit", "media/{0}/delete", "media/{0}/guests"]
OWNER_PATHS += ["media/{0}/guest-access", "media/{0}/guest-access/links/{1}", "media/{0}/guest-access/links/{1}/end"]
ADMIN_PATHS = ["admin/audit", "admin/maintenance", "admin/groups", "admin/users", "links", "media"]


@pytest.fixture
def ids(person: Person) -> tuple[int, int]:
    """Of a room with a link that has ended: its end is a workflow that admins see."""
    tree = person.tree
    room = person.add(LONG, "add-room", "--join", "https://meet.example.org/room")
    link = int(tree.command("link", "create", str(room), "--name", LONG)["id"])
    tree.command("link", "end", str(link))
    return room, link


def wide(screen: Screen, tree: Tree, paths: list[str], ids: tuple[int, int]) -> Iterator[str]:
    for path in paths:
        screen.page.goto(f"{tree.address}/{path.format(*ids)}")
        if scrolls_sideways(screen.page):
            yield path


@pytest.mark.parametrize("language", ["en", "he"])
def test_long_names_break(open_screen: OpenScreen, person: Person, ids: tuple[int, int], language: str) -> None:
    owner = open_screen(NARROW, locale=language)
    owner.sign_in(person)
    assert list(wide(owner, person.tree, OWNER_PATHS, ids)) == []
    admin = open_screen(NARROW, locale=language)
    admin.sign_in(person.tree, Maker(person.tree.engine).user("admin").email, PASSWORD)
    assert list(wide(admin, person.tree, ADMIN_PATHS, ids)) == []
    admin.page.goto(f"{person.address}/admin/maintenance")
    expect(admin.page.get_by_text(LONG).first).to_be_visible()
