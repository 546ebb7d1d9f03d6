// The page of a recording: while there is nothing to play, says how far its preparing is, and then begins.
import { rememberChoices } from './choices.js';
import { announce } from './messages.js';

const ASK_MS = 4_000;
// After a failure somebody has to try again first.
const ASK_LATER_MS = 15_000;
// A guest who taps for sound this soon has missed only the sound, so it begins again.
const MISSED_SECONDS = 15;
const stage = document.querySelector('.recording');
const video = stage.querySelector('video');
const region = stage.querySelector('[role="status"]');
const sound = stage.querySelector('.tap-for-sound');
const { base, sign: signAddress, file: firstFile } = stage.dataset;
const numbers = new Intl.NumberFormat(document.documentElement.lang);
let quarter;

// Whether this browser has a file that it can play. It may know none of the types, or have failed with all.
function canPlay() {
  const sources = [...video.querySelectorAll('source[src]')];
  return sources.some((source) => !source.type || video.canPlayType(source.type))
    && video.networkState !== HTMLMediaElement.NETWORK_NO_SOURCE;
}

let latest = {
  state: stage.dataset.state,
  progress: 'progress' in stage.dataset ? Number(stage.dataset.progress) : null,
  failed: 'failed' in stage.dataset,
  file: firstFile ? Number(firstFile) : null,
};
let state = latest.state;
let isBegun = false;

function show(next) {
  const isNew = next !== state;
  state = next;
  stage.dataset.state = next;
  for (const part of stage.querySelectorAll('[data-when]')) part.hidden = !part.dataset.when.split(' ').includes(next);
  return isNew;
}

// Screen readers read the beginning, each quarter and the end, not each percent.
function say(isNew) {
  const now = state === 'preparing' ? Math.floor((latest.progress ?? 0) / 25) : undefined;
  if (!isNew && now === quarter) return;
  quarter = now;
  const words = state === 'ready'
    ? region.dataset.ready
    : [...stage.querySelectorAll('[data-said]')].filter((part) => !part.closest('[hidden]')).map((part) => part.textContent.trim()).join(' ');
  announce(region, words);
}

function showProgress() {
  for (const bar of document.querySelectorAll('.preparing progress')) bar.value = latest.progress ?? 0;
  for (const text of document.querySelectorAll('.preparing [data-percent]')) text.textContent = numbers.format(latest.progress ?? 0);
}

// What to show instead of the player.
function curtain() {
  if (latest.progress !== null) return 'preparing';
  if (latest.failed) return 'failed';
  return latest.state === 'unavailable' ? 'unavailable' : 'unplayable';
}

function refresh() {
  const other = latest.state === 'ready' && latest.file !== null && String(latest.file) !== firstFile;
  const was = quarter === undefined && state === 'preparing';
  showProgress();
  if (isBegun || (firstFile && canPlay())) return;
  if (other) begin(latest.file);
  else say(show(curtain()) || was);
}

// Plays the file that is there now. Without sound, as long as nobody has asked for it.
function begin(file) {
  isBegun = true;
  for (const source of video.querySelectorAll('source')) source.remove();
  const source = document.createElement('source');
  // `ahead`: the page of a guest reports itself when it plays (guest.js).
  source.src = `${base}/video?file=${file}${'byVisit' in stage.dataset ? '&ahead' : ''}`;
  video.prepend(source);
  video.preload = 'metadata';
  video.load();
  say(show('ready'));
  if (document.visibilityState === 'visible') start();
  else document.addEventListener('visibilitychange', start, { once: true });
}

function start() {
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches || stage.matches('.audio');
  if (!('begins' in stage.dataset) || isStill || !video.paused || video.currentTime > 0) return;
  video.muted = true;
  video.play().then(() => { sound.hidden = false; }, () => { video.muted = false; });
}

sound.addEventListener('click', () => {
  if (video.currentTime < MISSED_SECONDS) video.currentTime = 0;
  video.muted = false;
  video.focus();
});
video.addEventListener('volumechange', () => { if (!video.muted) sound.hidden = true; });

function heed(prepared) {
  if (!prepared) return;
  latest = prepared;
  refresh();
  document.dispatchEvent(new CustomEvent('guestlink:prepared', { detail: prepared }));
}

async function ask() {
  if ('byVisit' in stage.dataset) {
    document.dispatchEvent(new Event('guestlink:ask'));
    return;
  }
  const answer = await fetch(signAddress, { cache: 'no-store', credentials: 'same-origin' });
  if (!answer.ok) return;
  const said = await answer.json();
  heed('prepared' in said ? said.prepared : said);
}

// As long as something is being made, or this browser has nothing to play.
function isWaiting() {
  const isAlone = !('byVisit' in stage.dataset);
  return (state !== 'ready' && state !== 'unplayable') || (isAlone && latest.progress !== null);
}

function askOn() {
  setTimeout(async () => {
    if (isWaiting()) await ask().catch(() => { /* no network: the next time tries again */ });
    askOn();
  }, latest.progress === null ? ASK_LATER_MS : ASK_MS);
}

// A portrait stays a portrait. Sound alone has no shape.
function takeShape() {
  const { videoWidth, videoHeight } = video;
  if (videoWidth && videoHeight) video.style.setProperty('--shape', String(videoWidth / videoHeight));
}

rememberChoices(video);
takeShape();
for (const change of ['loadedmetadata', 'resize']) video.addEventListener(change, takeShape);
for (const part of stage.querySelectorAll('[data-with-script]')) part.hidden = false;
document.addEventListener('guestlink:sign', ({ detail }) => heed(detail.prepared));
// Errors of a <source> do not bubble, so this listens while capturing.
video.addEventListener('error', () => refresh(), true);
video.addEventListener('loadedmetadata', () => { if (state === 'unplayable') show('ready'); });
// Not now: guest.js may just have called `load`, and until this task ends the player then says that it has no source.
setTimeout(refresh);
askOn();
