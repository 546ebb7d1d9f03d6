// The page of a live session: counts down, waits for the stream, plays it, and says when it is over.
import { announce } from './messages.js';

const HLS = 'application/vnd.apple.mpegurl';
const RETRY_MS = 3_000;
const FOLLOW_MS = 8_000;
const stage = document.querySelector('.live');
const video = stage.querySelector('video');
const region = stage.querySelector('[role="status"]');
const countdown = stage.querySelector('.countdown');
const { playlist, starts, hls: library } = stage.dataset;
const address = new URL(playlist, location).href;
const playsHls = video.canPlayType(HLS) !== '';
const isOurs = 'ours' in stage.dataset;
// The clock of the device may be wrong, so the time is the server's when it made this page, and counted on from there.
const madeAt = Date.parse(stage.dataset.now) - performance.now();
let state = stage.dataset.state;
let hlsPlayer = null;

// Shows the parts of the page that belong to the next state.
function enter(next) {
  const isNew = next !== state;
  state = next;
  stage.dataset.state = next;
  for (const part of document.querySelectorAll('[data-when]')) {
    part.hidden = !part.dataset.when.split(' ').includes(next);
  }
  if (isNew) announce(region, [...document.querySelectorAll('[data-said]:not([hidden])')].map((part) => part.textContent.trim()).join(' '));
}

// Asks our server for the playlist. Whether a stream of another server is on, only the player can find out.
async function lookForStream() {
  const answer = await fetch(playlist, { cache: 'no-store', credentials: 'same-origin' });
  if (answer.status === 410) return 'ended';
  if (answer.status === 403) video.dispatchEvent(new Event('error'));
  return answer.ok && /^[^#\s]/m.test(await answer.text()) ? 'on' : 'waiting';
}

async function waitForStream() {
  enter('waiting');
  const found = isOurs ? await lookForStream().catch(() => 'waiting') : 'on';
  if (found === 'waiting') setTimeout(waitForStream, RETRY_MS);
  else if (found === 'ended') enter('ended');
  else begin().then(() => video.play()).catch(() => { /* the browser wants a click first: the controls are there */ });
}

// The owner may end the session or move its start while the page is open. The page then reloads, unless it plays and
// goes on playing.
async function follow() {
  if (state === 'ended') return;
  const { headers } = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store', credentials: 'same-origin' });
  const next = headers.get('Live-State');
  const isMoved = next !== null && (headers.get('Live-Start') ?? '') !== (starts ?? '');
  if (state === 'on' && isOurs) return; // the player notices the end sooner
  if (next === 'ended') {
    hlsPlayer?.destroy();
    video.pause();
    enter('ended');
  } else if (isMoved && !(state === 'on' && next === 'on')) location.reload();
  else if (state === 'upcoming' && next !== null && next !== 'upcoming') waitForStream();
}

// hls.js plays the stream wherever the browser has media sources: Chromium's own player stops at the gap that a sliding
// window leaves (facts 55). The browser's own player is for browsers without them, and for when hls.js does not load.
async function begin() {
  enter('on');
  hlsPlayer?.destroy();
  hlsPlayer = null;
  try {
    await playWithHls();
  } catch {
    playNatively();
  }
}

function playNatively() {
  if (!playsHls) enter('trouble');
  // If the stream was on when the page loaded, the page names the source already.
  else if (video.currentSrc !== address || video.error) video.src = address;
}

// A new source pauses the video. If it was playing, it must go on without another click.
function keepPlaying(change) {
  const isPlaying = !video.paused;
  change();
  if (isPlaying) video.play().catch(() => { /* the browser wants a click first: the controls are there */ });
}

async function playWithHls() {
  const { default: Hls } = await import(library);
  if (!Hls.isSupported()) throw new Error('no media source');
  // hls.js fetches segments before anybody plays. The mark says that this is not a play yet (contract 3.27).
  const markAhead = (request, url) => {
    const marked = new URL(url, location);
    marked.searchParams.set('ahead', '');
    request.open('GET', marked, true);
  };
  hlsPlayer = new Hls({ enableWorker: false, xhrSetup: isOurs ? markAhead : undefined });
  hlsPlayer.on(Hls.Events.ERROR, (_event, problem) => {
    if (!problem.fatal) return;
    if (problem.type === Hls.ErrorTypes.MEDIA_ERROR) hlsPlayer.recoverMediaError();
    // Another server may allow players to read its stream, but not scripts.
    else if (!isOurs && playsHls && !video.readyState) {
      keepPlaying(() => {
        hlsPlayer.destroy();
        hlsPlayer = null;
        playNatively();
      });
    }
    else video.dispatchEvent(new Event('error'));
  });
  hlsPlayer.loadSource(address);
  keepPlaying(() => hlsPlayer.attachMedia(video));
  // Only now: before, the browser's own player would begin to fetch.
  video.preload = 'metadata';
}

function clock(seconds) {
  const part = (length) => String(Math.floor(seconds / length)).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  seconds %= 86_400;
  const hours = part(3600);
  seconds %= 3600;
  const minutes = part(60);
  seconds %= 60;
  const locale = document.documentElement.lang;
  const shown = new Intl.NumberFormat(locale, { style: 'unit', unit: 'day', unitDisplay: 'long' });
  return `${days ? `${shown.format(days)} ` : ''}${hours}:${minutes}:${part(1)}`;
}

function tick() {
  if (state !== 'upcoming') return;
  const now = madeAt + performance.now();
  const left = Math.ceil((Date.parse(starts) - now) / 1000);
  if (left <= 0) {
    waitForStream();
    return;
  }
  countdown.textContent = clock(left);
  setTimeout(tick, 1000 - (now % 1000));
}

video.addEventListener('ended', () => enter('ended'));
// When the stream breaks off, it is over or will go on in a moment.
let isRetrying = false;
video.addEventListener('error', (event) => {
  if (isRetrying || state !== 'on' || event.target !== video) return;
  isRetrying = true;
  setTimeout(() => { isRetrying = false; if (state === 'on') waitForStream(); }, RETRY_MS);
}, true);

setInterval(() => follow().catch(() => { /* no network: the next time tries again */ }), FOLLOW_MS);
if (state === 'upcoming') tick();
else if (state === 'waiting') waitForStream();
else if (state === 'on') begin();
