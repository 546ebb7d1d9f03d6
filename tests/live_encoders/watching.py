"""A browser that watches a live session as a guest: what it shows, in figures."""

import json
import time
from dataclasses import dataclass
from typing import Any, Protocol

# What the player of the page is doing. Frames and bytes are counted by the browser's decoder.
LOOK = """(() => {
  const video = document.querySelector('video');
  const shown = (part) => Boolean(part) && !part.hidden;
  return JSON.stringify({
    state: document.querySelector('.live').dataset.state,
    time: video.currentTime,
    frames: video.getVideoPlaybackQuality().totalVideoFrames,
    sound: video.webkitAudioDecodedByteCount ?? Number(video.mozHasAudio ?? 0),
    width: video.videoWidth,
    isEndless: video.duration === Infinity,
    isPlaying: !video.paused && !video.ended && video.readyState > 2,
    byScript: video.currentSrc.startsWith('blob:') || video.srcObject !== null,
    quality: shown(document.querySelector('.quality')),
    audio: shown(document.querySelector('.audio')),
    subtitles: [...video.textTracks].some((track) => track.kind === 'subtitles' && track.label),
  });
})()"""


class Browser(Protocol):
    name: str

    def open(self, address: str) -> Any:
        """Open the guest link in a window of its own, and enter."""

    def evaluate(self, page: Any, script: str) -> str: ...
    def picture(self, page: Any, path: str) -> None: ...
    def close(self, page: Any) -> None: ...


@dataclass(frozen=True)
class Seen:
    """`plays`: time moves on and pictures (or sound alone) are decoded."""

    plays: bool
    is_endless: bool
    by_script: bool
    offers: frozenset[str]
    seconds: float

    @classmethod
    def of(cls, before: dict[str, Any], after: dict[str, Any], *, has_picture: bool, seconds: float) -> "Seen":
        moves = after["time"] - before["time"] > 1.5 or (after["time"] < before["time"] and after["time"] > 1.5)
        # A player that was made anew counts from 0 again.
        decodes = after["frames"] > 0 and after["width"] > 0 if has_picture else after["sound"] > 0
        offers = frozenset(name for name in ("quality", "audio", "subtitles") if after[name])
        return cls(
            bool(moves and decodes and after["isPlaying"]), after["isEndless"], after["byScript"], offers, seconds
        )


def watch(browser: Browser, page: Any, *, has_picture: bool, patience: float = 30) -> Seen:
    """Wait until it plays for two seconds on end."""
    began = time.monotonic()
    seen = None
    before = look(browser, page)
    while time.monotonic() - began < patience:
        time.sleep(2)
        after = look(browser, page)
        seen = Seen.of(before, after, has_picture=has_picture, seconds=time.monotonic() - began)
        if seen.plays:
            return seen
        before = after
    assert seen is not None
    return seen


def look(browser: Browser, page: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(browser.evaluate(page, LOOK))
    return found


def wait_for_state(browser: Browser, page: Any, state: str, *, patience: float = 60) -> float | None:
    """How many seconds it took, or None."""
    began = time.monotonic()
    while time.monotonic() - began < patience:
        if look(browser, page)["state"] == state:
            return time.monotonic() - began
        time.sleep(0.5)
    return None
