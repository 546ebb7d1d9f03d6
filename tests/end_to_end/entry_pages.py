"""Entry pages of a demo: a link to each kind of item, and the site's own look on them."""

from models.plumbing import database
from models.site import look
from tests.vocabulary.screen import Screen
from tests.vocabulary.tree import Tree
from tests.web.admin.look import png

# As long as one may be, in letters of two bytes.
NOTICE = "פרטיות " * (look.MAX_NOTICE_LENGTH // 7)


def links_by_kind(tree: Tree) -> dict[str, str]:
    """A guest link that admits, to the oldest item of each kind, which is the demo's."""
    found: dict[str, str] = {}
    for item in tree.command("media", "list"):
        links = tree.command("link", "list", str(item["id"]))
        if admitting := [link["url"] for link in links if link["status"] == "active"]:
            found.setdefault(item["kind"], admitting[0])
    return found


def dress(tree: Tree, screen: Screen) -> None:
    """Give the site a name, a logo, an accent and a privacy notice, and wait some seconds until its pages show them."""
    with database.writing(tree.engine) as db:
        look.put_logo(db, png())
        name, url = "מועדון הסרטים של גנים", "https://example.org/privacy"
        look.set_look(db, look.Look(name, "#ffdd00", NOTICE, url))
    for _ in range(40):
        screen.page.goto(tree.guest_link)
        if screen.page.locator(".site-look").count():
            return
        screen.page.wait_for_timeout(500)
    raise AssertionError("the entry page does not show the look")
