"""The browser code that we fetch has pinned versions, and its lock file names no host of a registry."""

import json
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_lock_holds_what_is_pinned_and_what_that_needs_and_no_host() -> None:
    pinned = json.loads((ROOT / "package.json").read_text())["dependencies"]
    lock = (ROOT / "package-lock.json").read_text()
    locked = json.loads(lock)["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in pinned} == pinned
    needed = {name for found in locked.values() for name in found.get("dependencies", ())}
    assert {f"node_modules/{name}" for name in needed} == {name for name in locked if name}
    assert all(found["integrity"].startswith("sha512-") for name, found in locked.items() if name)
    assert "resolved" not in lock
    for found in locked.values():
        # Where one can give money to its author.
        found.pop("funding", None)
    assert "://" not in json.dumps(locked)
