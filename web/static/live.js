// A live session's page: counts down, waits for the stream, plays it, and says when it is over.
const HLS = 'application/vnd.apple.mpegurl';
const RETRY = 3_000;
const FOLLOW = 20_000;
const stage = document.querySelector('.live');
const video = stage.querySelector('video');
const countdown = stage.querySelector('.countdown');
const { playlist, starts, hls: library } = stage.dataset;
const address = new URL(playlist, location).href;
const plays = video.canPlayType(HLS) !== '';
const isOurs = 'ours' in stage.dataset;
let state = stage.dataset.state;
let feeder = null;

function enter(next) {
  state = next;
  stage.dataset.state = next;
  for (const part of document.querySelectorAll('[data-when]')) {
    part.hidden = !part.dataset.when.split(' ').includes(next);
  }
}

// Ours can be asked what has become of it; of a remote one only its player can tell.
async function look() {
  const answer = await fetch(playlist, { cache: 'no-store', credentials: 'same-origin' });
  if (answer.status === 410) return 'ended';
  if (answer.status === 403) video.dispatchEvent(new Event('error'));
  return answer.ok && /^[^#\s]/m.test(await answer.text()) ? 'on' : 'waiting';
}

async function waitForStream() {
  enter('waiting');
  const found = isOurs ? await look().catch(() => 'waiting') : 'on';
  if (found === 'waiting') setTimeout(waitForStream, RETRY);
  else if (found === 'ended') enter('ended');
  else begin().then(() => video.play()).catch(() => { /* the browser wants to be asked: the controls are there */ });
}

// The owner may end it, or move its start, while the page is open; it is then made anew, unless what plays goes on.
async function follow() {
  if (state === 'ended') return;
  const { headers } = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store', credentials: 'same-origin' });
  const next = headers.get('Live-State');
  const isMoved = next !== null && (headers.get('Live-Start') ?? '') !== (starts ?? '');
  if (state === 'on' && isOurs) return; // its player hears of it sooner
  if (next === 'ended') {
    feeder?.destroy();
    video.pause();
    enter('ended');
  } else if (isMoved && !(state === 'on' && next === 'on')) location.reload();
}

// Chromium's own player of HLS stops before the gap that a sliding window leaves, so the library feeds the stream wherever
// there are media sources; the browser's own player is for those that have none, or have not got the library.
async function begin() {
  enter('on');
  feeder?.destroy();
  feeder = null;
  try {
    await feed();
  } catch {
    playNatively();
  }
}

function playNatively() {
  if (!plays) enter('trouble');
  // The page itself names the source where the stream was on when it loaded.
  else if (video.currentSrc !== address || video.error) video.src = address;
}

// Another source pauses; whoever has pressed play already is not made to press it again.
function playOn(change) {
  const isPlaying = !video.paused;
  change();
  if (isPlaying) video.play().catch(() => { /* the browser wants to be asked: the controls are there */ });
}

async function feed() {
  const { default: Hls } = await import(library);
  if (!Hls.isSupported()) throw new Error('no media source');
  feeder = new Hls({ enableWorker: false });
  feeder.on(Hls.Events.ERROR, (_event, problem) => {
    if (!problem.fatal) return;
    if (problem.type === Hls.ErrorTypes.MEDIA_ERROR) feeder.recoverMediaError();
    // Another server may let players read its stream, but no script.
    else if (!isOurs && plays && !video.readyState) {
      playOn(() => {
        feeder.destroy();
        feeder = null;
        playNatively();
      });
    }
    else video.dispatchEvent(new Event('error'));
  });
  feeder.loadSource(address);
  playOn(() => feeder.attachMedia(video));
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
  const left = Math.ceil((Date.parse(starts) - Date.now()) / 1000);
  if (left <= 0) {
    waitForStream();
    return;
  }
  countdown.textContent = clock(left);
  setTimeout(tick, 1000 - (Date.now() % 1000));
}

video.addEventListener('ended', () => enter('ended'));
// A stream that breaks off: over, or about to go on.
let asking = false;
video.addEventListener('error', (event) => {
  if (asking || state !== 'on' || event.target !== video) return;
  asking = true;
  setTimeout(() => { asking = false; if (state === 'on') waitForStream(); }, RETRY);
}, true);

setInterval(() => follow().catch(() => { /* no network just now: the next time tries again */ }), FOLLOW);
if (state === 'upcoming') tick();
else if (state === 'waiting') waitForStream();
else if (state === 'on') begin();
