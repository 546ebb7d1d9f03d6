// The visit of a guest: gives signs of life while the page is open, and ends the visit when the page closes.
import { goOn, keepPlace } from './place.js';
import { Presence } from './presence.js';
import { Watched } from './watched.js';

// The video itself. On the page of a live session or a room: the element around it.
const player = document.querySelector('[data-visit-url]');
const media = player.matches('video, audio') ? player : player.querySelector('video, audio');
// Without a stream of events, a page that plays has to hear within 5 seconds that it may not go on. The page of a live
// session has to begin within 10.
const SOON_MS = 3_000;
const HEARTBEAT_MS = 60_000;
const LOOK_MS = 1_000;
// Pages that are ended together reload apart from each other.
const APART_MS = 1_500;
const visitUrl = player.dataset.visitUrl;
const isRecording = player instanceof HTMLMediaElement;
const watched = media ? new Watched(media) : null;

// Shows length and first picture before anybody plays. The mark in the address says that this is not a play yet.
function fetchAhead() {
  if (!isRecording || !player.paused || player.readyState > 0) return;
  for (const source of player.querySelectorAll('source[src]')) source.src += source.src.includes('?') ? '&ahead' : '?ahead';
  player.load();
  // Only now: before, the browser would begin to fetch from the old address.
  player.preload = 'metadata';
}

let over = false;
// The report that goes with the end of the visit: it is made while the player still has its file.
let last;
// The server counts a play only when this script says so, or when a browser without script asks for bytes.
let hasToReportPlay = false;
let askedAt = performance.now();

const isPlaying = () => Boolean(media) && !media.paused && !media.ended;

async function beat() {
  if (over) return;
  askedAt = performance.now();
  const report = watched?.isDue(presence.isHeld) ? watched.report() : null;
  const body = new URLSearchParams(report ?? undefined);
  const isPlay = hasToReportPlay;
  if (isPlay) body.set('played', '1');
  if (report) watched.sent(report);
  try {
    const answer = await fetch(`${visitUrl}/alive`, { method: 'POST', body, keepalive: true, credentials: 'same-origin' });
    if (answer.ok && isPlay) hasToReportPlay = false;
    if (!answer.ok && report) watched.lost();
    if (answer.ok) tell(await answer.json());
    if (answer.status === 410) finish();
  } catch {
    // No network: the next heartbeat tries again.
    if (report) watched.lost();
  }
}

// How the item is now, for the scripts of its player.
function tell(sign) {
  document.dispatchEvent(new CustomEvent('guestlink:sign', { detail: sign }));
}

// The visit is over: nothing plays on, and the server decides whether a new one may begin.
function finish(waitMs = 0) {
  if (over) return;
  over = true;
  presence.want(false);
  handOver();
  document.dispatchEvent(new Event('guestlink:over'));
  if (media) {
    media.pause();
    for (const source of media.querySelectorAll('source')) source.remove();
    media.removeAttribute('src');
    media.load();
  }
  setTimeout(() => location.reload(), waitMs);
}

const presence = new Presence(`${visitUrl}/events`, { onSign: tell, onOver: () => finish(Math.random() * APART_MS) });

// A page that nobody sees or hears needs no stream.
function seekStream() {
  presence.want(!over && (document.visibilityState === 'visible' || isPlaying()));
}

// A stream is a sign of life, but it brings nothing from the page to the server.
function beatIfDue() {
  const passed = performance.now() - askedAt;
  if (passed < SOON_MS) return;
  const isSign = !presence.isHeld && (isPlaying() || player.matches('.live') || passed >= HEARTBEAT_MS);
  if (isSign || hasToReportPlay || watched?.isDue(presence.isHeld)) beat();
}

// The page closes, or its visit is over.
function handOver() {
  if (isRecording && player.currentTime > 0) keepPlace(player);
  last ??= watched?.report();
}

if (isRecording) goOn(player);
fetchAhead();
seekStream();
setInterval(beatIfDue, LOOK_MS);
player.addEventListener('playing', () => { hasToReportPlay = true; beat(); }, { once: true, capture: true });
for (const change of ['play', 'pause', 'ended']) player.addEventListener(change, seekStream, true);
document.addEventListener('guestlink:ask', () => { if (!presence.isHeld) beat(); });
document.addEventListener('visibilitychange', () => {
  seekStream();
  // A phone may end a hidden page without a word.
  if (!over && document.visibilityState === 'hidden' && watched?.hasNews()) {
    const report = watched.report();
    if (navigator.sendBeacon(`${visitUrl}/alive`, report)) watched.sent(report);
  }
  // With a stream, its answer says whether the visit is over.
  setTimeout(() => { if (document.visibilityState === 'visible' && !presence.isHeld) beat(); }, 500);
});
// Refused bytes may mean that the visit is over. Errors of a <source> do not bubble, so this listens while capturing.
player.addEventListener('error', () => beat(), true);

document.querySelector('.guest-bar form[method="post"]').addEventListener('formdata', ({ formData }) => {
  for (const [name, value] of watched?.report() ?? []) formData.set(name, value);
});
window.addEventListener('pagehide', () => {
  over = true;
  presence.want(false);
  handOver();
  navigator.sendBeacon(`${visitUrl}/leave`, last);
});
window.addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
