// What the player reports of its visit: the seconds played, the parts of the recording that were watched, and the place.
const PARTS = 50;
const REPORT_MS = 60_000;
// After a pause or a seek, but not each of many.
const SOON_MS = 5_000;

export class Watched {
  constructor(media) {
    this.media = media;
    this.seconds = 0;
    this.parts = new Array(PARTS).fill(false);
    this.reportedAt = performance.now();
    this.isSoon = false;
    this.last = '';
    // Where the playing was that is counted so far. Null while nothing plays.
    this.counted = null;
    const on = (events, act) => { for (const event of events.split(' ')) media.addEventListener(event, act); };
    on('playing', () => { this.counted = { place: media.currentTime, at: performance.now() }; });
    on('timeupdate', () => this.count());
    on('seeking emptied', () => { this.counted = null; });
    // The browser forgets what was played when it loads another file.
    on('pause seeking ended', () => this.look());
    on('pause seeked ended', () => { this.isSoon = true; });
  }

  count() {
    const { media } = this;
    if (media.seeking) return;
    const now = performance.now();
    if (this.counted) {
      const step = media.currentTime - this.counted.place;
      // Further than it could have played is a jump.
      if (step > 0 && step <= ((now - this.counted.at) / 1000) * media.playbackRate + 1) this.seconds += step;
    }
    this.counted = media.paused ? null : { place: media.currentTime, at: now };
  }

  get isRecording() { return Number.isFinite(this.media.duration) && this.media.duration > 0; }

  // A part was watched when half of it was played.
  look() {
    if (!this.isRecording) return;
    const length = this.media.duration / PARTS;
    const { played } = this.media;
    for (let part = 0; part < PARTS; part += 1) {
      let seconds = 0;
      for (let range = 0; range < played.length; range += 1) {
        const first = Math.max(played.start(range), part * length);
        seconds += Math.max(0, Math.min(played.end(range), (part + 1) * length) - first);
      }
      if (seconds >= length / 2) this.parts[part] = true;
    }
  }

  // The fields of a form.
  report() {
    this.look();
    const fields = new URLSearchParams({ watched: String(Math.floor(this.seconds)) });
    const { currentSrc, currentTime, readyState } = this.media;
    const file = currentSrc ? new URL(currentSrc).searchParams.get('file') : null;
    if (file && this.isRecording && readyState > 0) {
      fields.set('file', file);
      fields.set('parts', this.parts.reduceRight((number, isWatched) => 2 * number + (isWatched ? 1 : 0), 0).toString(16));
      fields.set('place', currentTime.toFixed(3));
    }
    return fields;
  }

  // Whether the server does not know all of it. A page where nothing has played has nothing to say before it closes.
  hasNews() { return this.seconds > 0 && String(this.report()) !== this.last; }

  isDue() {
    return performance.now() - this.reportedAt >= (this.isSoon ? SOON_MS : REPORT_MS) && this.hasNews();
  }

  // The server has it.
  reported(fields) {
    this.last = String(fields);
    this.reportedAt = performance.now();
    this.isSoon = false;
  }
}
