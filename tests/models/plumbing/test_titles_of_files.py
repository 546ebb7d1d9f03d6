"""The title of a recording that got none is made of the name of its file (contract 8.42)."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from models.plumbing.fields import title_of_file

TITLES = [
    ("Board_meeting-2026.mp4", "Board meeting 2026"),
    ("film.final.MOV", "film.final"),
    (".mp4", ".mp4"),
    ("no ending", "no ending"),
    ("C:\\films\\one.mp4", "one"),
    ("/home/dana/__two__.webm", "two"),
    ("a" * 150 + ".mp4", "a" * 100),
    ("הרצאה_ראשונה.mp4", "הרצאה ראשונה"),
    ("😀" * 150 + ".mp4", "😀" * 100),
    ("tab\there - and  there.mp4", "tab here and there"),
    ("", ""),
]


@pytest.mark.parametrize(("filename", "title"), TITLES)
def test_the_title_is_made_of_the_name_of_the_file(filename: str, title: str) -> None:
    assert title_of_file(filename) == title


def test_the_page_shows_the_same_title_before_it_sends() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node")
    sending = Path(__file__).parents[3] / "web/static/sending.js"
    names = json.dumps([filename for filename, _ in TITLES])
    # The script is read as text: without a package.json beside it, node would not take it for a module.
    script = f"{sending.read_text()}\nconsole.log(JSON.stringify({names}.map(titleOf)));"
    done = subprocess.run([node, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [title for _, title in TITLES]
