"""The browser code that we fetch has pinned versions, and its lock file names no host of a registry."""

import json
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_lock_holds_exactly_what_is_pinned_and_no_host() -> None:
    pinned = json.loads((ROOT / "package.json").read_text())["dependencies"]
    lock = (ROOT / "package-lock.json").read_text()
    locked = json.loads(lock)["packages"]
    assert {f"node_modules/{name}": version for name, version in pinned.items()} == {
        name: found["version"] for name, found in locked.items() if name
    }
    assert all(found["integrity"].startswith("sha512-") for name, found in locked.items() if name)
    assert "resolved" not in lock
    assert "://" not in lock
