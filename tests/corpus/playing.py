"""Plays a recording on its media page in a browser, and measures what a person would see and hear."""

from dataclasses import dataclass

from playwright.sync_api import Page

# In milliseconds.
PATIENCE = 120_000

PLAY = """
async (player, source) => {
  const until = (name) => new Promise((resolve, reject) => {
    player.addEventListener(name, resolve, {once: true});
    player.addEventListener('error', () => reject(new Error(`error ${player.error?.code}: ${player.error?.message}`)));
  });
  const sources = player.querySelectorAll('source');
  if (source > 0) player.src = sources[source].src;
  player.preload = 'auto';
  player.muted = false;
  if (source > 0 || player.readyState < 1) { player.load(); await until('loadedmetadata'); }
  const told = {duration: player.duration, width: player.videoWidth || 0, height: player.videoHeight || 0};

  // A player can be listened to by one context only, so it is kept.
  if (!player.ear) {
    const audio = new AudioContext();
    player.ear = audio.createAnalyser();
    audio.createMediaElementSource(player).connect(player.ear);
    player.ear.connect(audio.destination);
    await audio.resume();
  }
  const ear = player.ear;
  const heard = new Float32Array(ear.fftSize);
  let loudest = 0, contrast = 0;
  const canvas = new OffscreenCanvas(32, 18).getContext('2d', {willReadFrequently: true});
  const look = () => {
    ear.getFloatTimeDomainData(heard);
    loudest = Math.max(loudest, Math.hypot(...heard) / Math.sqrt(heard.length));
    if (!player.videoWidth) return;
    canvas.drawImage(player, 0, 0, 32, 18);
    const light = canvas.getImageData(0, 0, 32, 18).data.filter((_, place) => place % 4 === 1);
    const mean = light.reduce((sum, each) => sum + each, 0) / light.length;
    contrast = Math.max(contrast, Math.sqrt(light.reduce((sum, each) => sum + (each - mean) ** 2, 0) / light.length));
  };
  const looking = setInterval(look, 50);
  const end = until('ended');
  await player.play();
  await end;
  clearInterval(looking);
  const ended = player.currentTime;
  const frames = player.getVideoPlaybackQuality?.().totalVideoFrames ?? 0;

  // The best of three, since other work on the machine holds up any of them.
  const times = [];
  for (const place of [0.25, 0.75, 0.5]) {
    const start = performance.now();
    player.currentTime = told.duration * place;
    await until('seeked');
    times.push(performance.now() - start);
  }
  const seeking = Math.min(...times), place = player.currentTime;
  await player.play();
  await new Promise((resolve) => setTimeout(resolve, 300));
  player.pause();
  return {...told, ended, frames, loudest, contrast, seeking, place,
    went_on: player.currentTime > place || player.ended};
}
"""


@dataclass(frozen=True)
class Played:
    """What the browser says. Times are in seconds; `seeking` is how long it took to show the middle."""

    duration: float
    width: int
    height: int
    # Where the player was when it had ended.
    ended: float
    # How many frames were decoded.
    frames: int
    # The loudest moment: the root of the mean square of the sound, from 0 to 1.
    loudest: float
    # How much bright and dark differ in the picture at most, from 0 to 128.
    contrast: float
    seeking: float
    # Where it was after seeking, and whether it played on from there.
    place: float
    went_on: bool


def play(page: Page, source: int = 0) -> Played:
    """Plays the recording of this media page from start to end, and then from its middle. `source`: which of those
    that the page names. The first one is the browser's own choice."""
    page.set_default_timeout(PATIENCE)
    told = page.locator("video, audio").first.evaluate(PLAY, source)
    return Played(**{**told, "seeking": told["seeking"] / 1000})
