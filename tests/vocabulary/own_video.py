"""People and videos of their own on a site that tests share. What a test changes of them, no other test sees."""

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from tests.vocabulary.maker import PASSWORD, Maker
from tests.vocabulary.tree import Tree


def share(tree: Tree, media_id: int) -> str:
    """Turn guest access on. Returns the address of a new guest link."""
    tree.command("access", "on", str(media_id))
    return str(tree.command("link", "create", str(media_id), "--name", "A link")["url"])


@dataclass(frozen=True)
class Person:
    """A contributor called Louise Smith, like the owner of the demo."""

    tree: Tree
    id: int
    email: str
    password: ClassVar[str] = PASSWORD

    @classmethod
    def new(cls, tree: Tree) -> "Person":
        user = Maker(tree.engine).user()
        return cls(tree, user.id, user.email)

    @property
    def address(self) -> str:
        return self.tree.address

    def add(self, title: str, *command: str) -> int:
        """Add an item by a command of `guestlink media`, like `add-room`. Returns its id."""
        return int(self.tree.command("media", *command, "--owner", self.email, "--title", title)["id"])


@dataclass(frozen=True)
class OwnVideo:
    """With guest access and one guest link, like the video of the demo."""

    owner: Person
    id: int
    title: str
    guest_link: str

    @classmethod
    def new(cls, owner: Person, clip: Path) -> "OwnVideo":
        # Each title is another one: an admin sees the videos of all.
        title = f"Video {uuid.uuid4().hex[:8]}"
        media_id = owner.add(title, "add", str(clip))
        return cls(owner, media_id, title, share(owner.tree, media_id))

    @property
    def page(self) -> str:
        """The address of its media page."""
        return f"{self.owner.address}/media/{self.id}"
