"""What was seen, as docs/figures/live.md."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.live_encoders.layouts import Layout
from tests.live_encoders.watching import Seen

TARGET = Path(__file__).parents[2] / "docs" / "figures" / "live.md"
HEAD = """# Layouts of live encoders

Real encoders (FFmpeg's writers, by PyAV) write as people's encoders do, and a guest watches in a real browser. Each
layout plays, the encoder is then stopped and started again, and it plays on in the page that is open. The figures are
the seconds until two seconds were played on end: at first, and 15 seconds after the new start. The page plays by
hls.js, but in "Chromium by itself", which has no media sources.
`uv run python -m tests.live_encoders` writes this table.

"""


@dataclass(frozen=True)
class Result:
    layout: Layout
    first: Seen
    after_restart: Seen

    @property
    def is_right(self) -> bool:
        """Choices, and always an endless length, are what hls.js gives."""
        is_whole = self.first.is_endless and set(self.layout.choices) <= self.first.offers
        return self.first.plays and self.after_restart.plays and (is_whole or not self.first.by_script)

    @property
    def words(self) -> str:
        if self.is_right:
            return f"{self.first.seconds:.0f} · {self.after_restart.seconds:.0f}"
        wrong = {
            "does not play": not self.first.plays,
            "does not go on": not self.after_restart.plays,
            "has an end": not self.first.is_endless,
            f"offers {', '.join(sorted(self.first.offers)) or 'nothing'}": True,
        }
        return "**" + next(words for words, is_so in wrong.items() if is_so) + "**"


def write(layouts: list[Layout], found: dict[str, dict[str, str]]) -> None:
    """`found`: the words for each layout, for each browser."""
    browsers = list(found)
    lines = [f"| layout | {' | '.join(browsers)} |", f"|---{'|---' * len(browsers)}|"]
    for layout in layouts:
        cells = [found[browser][layout.name] for browser in browsers]
        lines.append(f"| {layout.name} | {' | '.join(cells)} |")
    day = datetime.now(UTC).date().isoformat()
    TARGET.write_text(HEAD + "\n".join(lines) + f"\n\n{len(layouts)} layouts, {day}.\n")
