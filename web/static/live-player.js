// Plays a live stream: by the browser itself where it can, else by hls.js. Goes on after whatever stops it.
import { LiveChoices } from './live-choices.js';

const HLS = 'application/vnd.apple.mpegurl';
// Somebody who is further behind than this is offered to go to the live picture.
const FAR_BEHIND_SECONDS = 20;
const LOOK_MS = 1_000;
// Without a new picture for so long, the player is given a push, and then made anew.
const STALLED_SECONDS = 6;
// To go to another moment may take longer on a slow line, but it may also never come to its end.
const SEEKING_SECONDS = 10;
const REBUILD_MS = 2_000;
// The browser's own player is left alone behind the newest segment by about this much.
const NATIVE_DELAY_SECONDS = 10;
const HLS_OPTIONS = {
  // Our content policy allows no script from a blob.
  enableWorker: false,
  liveDurationInfinity: true,
  lowLatencyMode: true,
  backBufferLength: 300,
};

export class LivePlayer {
  constructor(stage, { onFailure }) {
    this.stage = stage;
    this.video = stage.querySelector('video');
    this.onFailure = onFailure;
    this.isOurs = 'ours' in stage.dataset;
    this.address = new URL(stage.dataset.playlist, location).href;
    this.isWanted = false;
    this.hls = null;
    this.turn = 0;
    // Once the browser's own player has failed here, hls.js plays.
    this.nativeHasFailed = false;
    const controls = document.querySelector('.live-controls');
    this.choices = new LiveChoices(controls, () => this.hls);
    this.goLive = controls.querySelector('.go-live');
    this.sound = stage.querySelector('.tap-for-sound');
    this.listen();
  }

  listen() {
    // Both buttons go when they are pressed. The focus goes to the player, so that it is not lost.
    this.goLive.addEventListener('click', () => { this.toLive(); this.video.focus(); });
    this.sound.addEventListener('click', () => { this.video.muted = false; this.video.focus(); });
    this.video.addEventListener('volumechange', () => { if (!this.video.muted) this.sound.hidden = true; });
    this.video.addEventListener('error', () => this.broken(), true);
    // A playlist never says that the stream is over, so this is a fault of the player.
    this.video.addEventListener('ended', () => this.broken());
    setInterval(() => this.look(), LOOK_MS);
  }

  async start() {
    this.isWanted = true;
    const turn = ++this.turn;
    // Whatever has stopped it, the encoder may call its playlist something else by now. The usual name leads there.
    if (turn > 1 && this.isOurs) this.address = new URL(this.stage.dataset.usual, location).href;
    this.drop();
    this.lastTime = -1;
    this.movedAt = performance.now();
    if (this.playsNatively()) this.playNatively();
    else if (!await this.playByHls(turn)) return;
    this.play();
  }

  stop() {
    this.isWanted = false;
    this.turn += 1;
    this.drop();
    this.video.pause();
    this.choices.show();
    this.goLive.hidden = this.sound.hidden = true;
  }

  drop() {
    this.hls?.destroy();
    this.hls = null;
  }

  playsNatively() {
    if (this.video.canPlayType(HLS) === '' || this.nativeHasFailed) return false;
    // Chromium's own player stops where a playlist has dropped a segment, and where an encoder has started again (facts 55).
    return !('MediaSource' in window) || 'WebKitMediaKeys' in window;
  }

  playNatively() {
    this.video.src = this.address;
    this.video.load();
  }

  // Returns whether it plays.
  async playByHls(turn) {
    let Hls;
    try {
      ({ default: Hls } = await import(this.stage.dataset.hls));
      if (!Hls.isSupported()) throw new Error('no media source');
    } catch {
      if (turn !== this.turn) return false;
      if (this.video.canPlayType(HLS) === '') { this.onFailure('trouble'); return false; }
      this.playNatively();
      return true;
    }
    if (turn !== this.turn) return false;
    this.hls = new Hls({ ...HLS_OPTIONS, xhrSetup: this.isOurs ? markAhead : undefined });
    this.hls.on(Hls.Events.ERROR, (_event, problem) => { if (problem.fatal) this.failed(problem, Hls); });
    for (const event of [Hls.Events.MANIFEST_PARSED, Hls.Events.LEVELS_UPDATED, Hls.Events.AUDIO_TRACKS_UPDATED, Hls.Events.AUDIO_TRACK_SWITCHED]) {
      this.hls.on(event, () => this.choices.show());
    }
    this.hls.loadSource(this.address);
    this.hls.attachMedia(this.video);
    // Only now: before, the browser's own player would begin to fetch.
    this.video.preload = 'auto';
    return true;
  }

  // The browser may insist that a page begins without sound.
  async play() {
    const turn = this.turn;
    try {
      await this.video.play();
    } catch (refusal) {
      if (refusal.name !== 'NotAllowedError' || turn !== this.turn) return;
      this.video.muted = true;
      this.sound.hidden = false;
      this.video.play().catch((second) => {
        // It waits for a press of *Play*, and then it allows sound too.
        if (second.name === 'NotAllowedError') this.video.muted = false;
      });
    }
  }

  failed(problem, Hls) {
    if (problem.type === Hls.ErrorTypes.MEDIA_ERROR && performance.now() - (this.recoveredAt ?? -1e9) > 10_000) {
      this.recoveredAt = performance.now();
      const wasPlaying = !this.video.paused;
      this.hls.recoverMediaError();
      // It gives the video a new source, and the browser pauses the video then.
      if (wasPlaying) this.play();
    } else this.broken();
  }

  broken() {
    if (!this.isWanted || this.isRebuilding) return;
    if (!this.hls) this.nativeHasFailed = true;
    this.isRebuilding = true;
    this.onFailure('broken');
    setTimeout(() => {
      this.isRebuilding = false;
      if (this.isWanted) this.start();
    }, REBUILD_MS);
  }

  // The newest moment that can be played without waiting.
  edge() {
    const { seekable } = this.video;
    if (this.hls) return this.hls.liveSyncPosition;
    return seekable.length ? seekable.end(seekable.length - 1) - NATIVE_DELAY_SECONDS : null;
  }

  toLive() {
    const edge = this.edge();
    if (edge !== null) this.video.currentTime = edge;
    this.play();
  }

  look() {
    if (!this.isWanted) return;
    const { video } = this;
    const edge = this.edge();
    this.goLive.hidden = edge === null || edge - video.currentTime <= FAR_BEHIND_SECONDS;
    // While it waits for a segment, hls.js jumps on with the stream. That is no moving.
    const moves = !video.seeking && video.currentTime !== this.lastTime;
    if (video.paused || moves || document.hidden) {
      this.lastTime = video.currentTime;
      this.movedAt = performance.now();
      if (!video.paused) this.isPushed = false;
    } else if (performance.now() - this.movedAt > (video.seeking ? SEEKING_SECONDS : STALLED_SECONDS) * 1000) {
      this.movedAt = performance.now();
      if (this.isPushed) this.broken();
      else this.push(edge);
      this.isPushed = !this.isPushed;
    }
  }

  push(edge) {
    if (!this.video.seeking && edge !== null && edge > this.video.currentTime) this.video.currentTime = edge;
    // The push itself is no sign that the player moves on.
    this.lastTime = this.video.currentTime;
    this.hls?.startLoad();
  }
}

// hls.js fetches segments before anybody plays. The mark says that this is not a play yet (contract 3.27).
function markAhead(request, url) {
  const marked = new URL(url, location);
  marked.searchParams.set('ahead', '');
  request.open('GET', marked, true);
}
