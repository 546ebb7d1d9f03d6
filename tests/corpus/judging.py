"""What is wrong with a recording as a browser plays it."""

from tests.corpus.kinds import Kind
from tests.corpus.playing import Played

# A length may differ by so many seconds, and seeking may take so long.
NEAR, SOON = 0.2, 1.0
LOUD, CONTRASTED = 0.01, 5.0
# A busy machine shows few frames, but decodes most of them.
MOST_FRAMES = 0.8


def faults(kind: Kind, played: Played, seconds: float, frames: int) -> list[str]:
    """`seconds` is how long the recording is, and `frames` how many the file has that is sent. Nothing if all is
    right."""
    shown = {
        f"its length is {played.duration:.2f} s and not {seconds:.2f} s": abs(played.duration - seconds) > NEAR,
        f"it ended at {played.ended:.2f} s": abs(played.ended - played.duration) > NEAR,
        f"seeking took {played.seeking:.1f} s": played.seeking > SOON,
        "it did not go on in the middle": not played.went_on or abs(played.place - played.duration / 2) > NEAR,
        f"it was silent ({played.loudest:.3f})": kind.has_sound and played.loudest < LOUD,
    }
    if kind.has_picture:
        shown |= {
            f"{played.frames} of {frames} frames were decoded": played.frames < frames * MOST_FRAMES,
            "its picture was empty": played.contrast < CONTRASTED,
            f"it is {played.width} × {played.height}": kind.size not in {None, (played.width, played.height)},
        }
    return [fault for fault, is_so in shown.items() if is_so]
