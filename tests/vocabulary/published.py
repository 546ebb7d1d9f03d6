"""A recording on a site that runs. The test decides how far it is, and when it is published."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from tests.vocabulary.own_video import Person, share
from tests.vocabulary.tree import Tree


@dataclass
class Recording:
    """One that is prepared, on a site that runs. The test decides when it is published."""

    tree: Tree
    id: int
    link: str
    made: dict[str, Any]

    def is_at(self, percent: int, state: str = "open", trouble: str | None = None) -> None:
        """Nothing is made of it yet. No worker takes it."""
        self._run("DELETE FROM media_file WHERE id = :id", {"id": self.made["id"]})
        self._set_workflow(state)
        values = {"percent": percent, "trouble": trouble, "media": self.id}
        self._run("UPDATE preparation SET progress = :percent, trouble = :trouble WHERE media_id = :media", values)

    def is_published(self) -> None:
        names = ", ".join(self.made)
        slots = ", ".join(f":{name}" for name in self.made)
        self._run(f"INSERT INTO media_file ({names}) VALUES ({slots})", self.made)
        self._set_workflow("done")

    def _set_workflow(self, state: str) -> None:
        which = "(SELECT workflow_id FROM preparation WHERE media_id = :media)"
        values = {"state": state, "far": "2100-01-01 00:00:00.000000", "media": self.id}
        self._run(f"UPDATE workflow SET state = :state, leased_until = :far WHERE id = {which}", values)

    def _run(self, statement: str, values: dict[str, Any]) -> None:
        with self.tree.engine.begin() as db:
            db.execute(text(statement), values)


def added(owner: Person, file: Path) -> Recording:
    tree, media_id = owner.tree, owner.add("An old film", "add", str(file), "--wait")
    link = share(tree, media_id)
    made = "SELECT * FROM media_file WHERE media_id = :id AND content_type LIKE '%/mp4'"
    with tree.engine.connect() as db:
        row = db.execute(text(made), {"id": media_id}).mappings().one_or_none()
    return Recording(tree, media_id, link, dict(row) if row else {})
