"""The title of a recording that got none is made of the name of its file (contract 8.42)."""

import pytest

from models.plumbing.fields import title_of_file


@pytest.mark.parametrize(
    ("filename", "title"),
    [
        ("Board_meeting-2026.mp4", "Board meeting 2026"),
        ("film.final.MOV", "film.final"),
        (".mp4", ".mp4"),
        ("no ending", "no ending"),
        ("C:\\films\\one.mp4", "one"),
        ("/home/dana/__two__.webm", "two"),
        ("a" * 150 + ".mp4", "a" * 100),
        ("הרצאה_ראשונה.mp4", "הרצאה ראשונה"),
        ("", ""),
    ],
)
def test_the_title_is_made_of_the_name_of_the_file(filename: str, title: str) -> None:
    assert title_of_file(filename) == title
