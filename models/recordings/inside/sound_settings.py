"""How sound is encoded."""

from dataclasses import dataclass
from typing import Any

RATE = 48000
# What AAC encodes at once.
FRAME = 1024


@dataclass(frozen=True)
class SoundSettings:
    """Stereo, whatever the original has. A version before this one has made pieces with one channel."""

    channels: int = 2

    @property
    def layout(self) -> str:
        return "mono" if self.channels == 1 else "stereo"

    def apply(self, context: Any) -> None:
        """To an encoder that is not open yet."""
        context.sample_rate, context.layout, context.format = RATE, self.layout, "fltp"
        context.bit_rate = 96_000 if self.channels == 1 else 160_000
        context.options = {"threads": "1"}
