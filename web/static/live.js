// The page of a live session: counts down, plays the stream, and says what the server says about it.
import { clock, stopwatch } from './clock.js';
import { LivePlayer } from './live-player.js';
import { announce } from './messages.js';

const ASK_MS = 5_000;
// The start has come, and the first part of the stream is due.
const IMPATIENT_MS = 1_000;
const IMPATIENT_FOR_MS = 30_000;
const RETRY_MS = 5_000;
const stage = document.querySelector('.live');
const region = stage.querySelector('[role="status"]');
const countdown = stage.querySelector('.countdown');
const { starts, sign: signAddress } = stage.dataset;
const isOurs = 'ours' in stage.dataset;
// The clock of the device may be wrong, so the time is the server's when it made this page, and counted on from there.
const madeAt = Date.parse(stage.dataset.now);
const passed = stopwatch();
const player = new LivePlayer(stage, { onFailure: failed });
let state = stage.dataset.state;

const serverTime = () => madeAt + passed();
const startIsAhead = () => Boolean(starts) && Date.parse(starts) > serverTime();

// Shows the parts of the page that belong to this state.
function show(next) {
  const isNew = next !== state;
  state = next;
  stage.dataset.state = next;
  for (const part of document.querySelectorAll('[data-when]')) {
    part.hidden = !part.dataset.when.split(' ').includes(next);
  }
  if (isNew) announce(region, [...document.querySelectorAll('[data-said]:not([hidden])')].map((part) => part.textContent.trim()).join(' '));
}

function enter(next) {
  if (next === state) return;
  show(next);
  if (next === 'live') player.start();
  else player.stop();
}

// What the server says about this item: by the events of a guest's page, and to each of its heartbeats (guest.js).
function heed(sign) {
  if (!sign.live) return;
  const isMoved = (sign.starts_at ?? '') !== (starts ?? '');
  if (isMoved && sign.live !== 'live' && sign.live !== 'over') location.reload();
  // Whether a stream of another server is on, only the player can find out.
  else if (isOurs || sign.live !== 'live' || state === 'upcoming') enter(sign.live);
}

async function ask() {
  if (stage.dataset.visitUrl) {
    document.dispatchEvent(new Event('guestlink:ask'));
    return;
  }
  const answer = await fetch(signAddress, { cache: 'no-store', credentials: 'same-origin' });
  if (answer.ok) heed(await answer.json());
}

const askAgain = () => ask().catch(() => { /* no network: the next time tries again */ });

// A stream of another server could not be played. Whether it is there again, only another try can tell.
function failed(reason) {
  if (reason === 'trouble') {
    show('trouble');
  } else if (!isOurs) {
    player.stop();
    show('interrupted');
    setTimeout(() => { if (state === 'interrupted') player.start(); }, RETRY_MS);
  }
}

player.video.addEventListener('loadedmetadata', () => {
  if (!isOurs && state === 'interrupted' && player.isWanted) show('live');
});

function tick() {
  if (state !== 'upcoming') return;
  const now = serverTime();
  const left = Math.ceil((Date.parse(starts) - now) / 1000);
  if (left > 0) {
    countdown.textContent = clock(left);
    setTimeout(tick, 1000 - (now % 1000));
    return;
  }
  countdown.textContent = '';
  const asking = setInterval(() => { if (state === 'upcoming') askAgain(); }, IMPATIENT_MS);
  setTimeout(() => clearInterval(asking), IMPATIENT_FOR_MS);
}

document.addEventListener('guestlink:sign', ({ detail }) => heed(detail));
document.addEventListener('guestlink:over', () => player.stop());
if (!stage.dataset.visitUrl) setInterval(askAgain, ASK_MS);
document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') askAgain(); });
if (state === 'upcoming' && startIsAhead()) tick();
else if (state === 'live') player.start();
