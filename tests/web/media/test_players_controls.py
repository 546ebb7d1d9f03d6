"""Pages take nothing from the browser's own controls but that a guest saves the file (contract 3.25)."""

import re
from pathlib import Path

WEB = Path(__file__).parents[3] / "web"
OURS = [*WEB.rglob("*.html"), *(WEB / "static").glob("*.js")]
TAKES = "disablepictureinpicture|disableremoteplayback|x-webkit-airplay|nofullscreen|noplaybackrate|noremoteplayback"


def test_no_page_takes_the_small_window_or_sending_to_a_television() -> None:
    texts = "\n".join(file.read_text() for file in OURS).lower()
    assert re.findall(TAKES, texts) == []
    assert set(re.findall(r'controlslist="([^"]*)"', texts)) == {"nodownload"}
    players = re.findall(r"<video[^>]*class=\"player\"[^>]*>", texts)
    assert len(players) == 2
    assert all(" controls " in player for player in players)
