// What the player reports of its visit: the seconds played, the parts of the recording that were watched, and the place.
const PARTS = 50;
// A report is due when so many seconds have been played since the last one. Without a stream of events it goes with one
// of the heartbeats, which are sent anyway.
const OFTEN = 60;
// With a stream, a report is a request of its own, so it is rare (facts 211). Each page draws a number between these for
// each report: pages that begin together do not report together. A phone that kills the page without a word loses what
// was not reported yet, so the larger one is what a guest can lose.
const RARELY = [240, 360];
// After a pause or a seek, but not each of many.
const SOON_MS = 5_000;

export class Watched {
  constructor(media) {
    this.media = media;
    this.seconds = 0;
    this.parts = new Array(PARTS).fill(false);
    this.last = '';
    this.begin();
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

  // Whether there is more than the last report said. A page where nothing has played has nothing to say before it closes.
  hasNews() { return this.seconds > 0 && String(this.report()) !== this.last; }

  // `isRare`: nothing else is sent that it could go with.
  isDue(isRare) {
    if (this.isSoon && performance.now() - this.sentAt >= SOON_MS && this.hasNews()) return true;
    return this.seconds - this.sentSeconds >= (isRare ? this.rarely : OFTEN);
  }

  sent(fields) {
    this.last = String(fields);
    this.begin();
  }

  // The server may not have it. It is no loss: each report holds all that was played in this visit.
  lost() {
    this.last = '';
    this.isSoon = true;
  }

  // Until the next report.
  begin() {
    const [least, most] = RARELY;
    this.rarely = least + Math.random() * (most - least);
    this.sentSeconds = this.seconds;
    this.sentAt = performance.now();
    this.isSoon = false;
  }
}
