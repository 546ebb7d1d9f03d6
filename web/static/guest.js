// The visit of a guest: sends a heartbeat while the page is open, and ends the visit when the page closes.
// The video itself. On the page of a live session or a room: the element around it.
const player = document.querySelector('[data-visit-url]');
// The page of a live session goes by what the server answers, and has to begin within 10 seconds.
const HEARTBEAT_MS = player.matches('.live') ? 5_000 : 60_000;
const visitUrl = player.dataset.visitUrl;
const positionKey = `place:${location.pathname}`;

// The browser may refuse storage. The video then starts from the beginning.
function keepPosition() {
  try { sessionStorage.setItem(positionKey, String(player.currentTime)); } catch { /* see above */ }
}

function takePosition() {
  try {
    const position = Number(sessionStorage.getItem(positionKey));
    sessionStorage.removeItem(positionKey);
    return position;
  } catch { return 0; }
}

// Shows length and first picture before anybody plays. The mark in the address says that this is not a play yet.
function fetchAhead() {
  if (!(player instanceof HTMLMediaElement) || !player.paused || player.readyState > 0) return;
  for (const source of player.querySelectorAll('source[src]')) source.src += source.src.includes('?') ? '&ahead' : '?ahead';
  player.load();
  // Only now: before, the browser would begin to fetch from the old address.
  player.preload = 'metadata';
}

let over = false;
// The server counts a play only when this script says so, or when a browser without script asks for bytes.
let hasToReportPlay = false;

async function beat() {
  if (over) return;
  try {
    const body = hasToReportPlay ? new URLSearchParams({ played: '1' }) : undefined;
    const answer = await fetch(`${visitUrl}/alive`, { method: 'POST', body, keepalive: true, credentials: 'same-origin' });
    if (answer.ok && body) hasToReportPlay = false;
    // How the item is now, for the scripts of its player.
    if (answer.ok) document.dispatchEvent(new CustomEvent('guestlink:sign', { detail: await answer.json() }));
    if (answer.status !== 410 || over) return;
    // The visit is over: the server decides whether a new one may begin.
    over = true;
    keepPosition();
    location.reload();
  } catch { /* no network: the next heartbeat tries again */ }
}

const position = takePosition();
if (position > 0) {
  const restore = () => { player.currentTime = position; };
  if (player.readyState >= HTMLMediaElement.HAVE_METADATA) restore();
  else player.addEventListener('loadedmetadata', restore, { once: true });
}

fetchAhead();
setInterval(() => beat(), HEARTBEAT_MS);
player.addEventListener('playing', () => { hasToReportPlay = true; beat(); }, { once: true, capture: true });
document.addEventListener('guestlink:ask', () => beat());
document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') beat(); });
// Refused bytes may mean that the visit is over. Errors of a <source> do not bubble, so this listens while capturing.
player.addEventListener('error', () => beat(), true);

window.addEventListener('pagehide', () => navigator.sendBeacon(`${visitUrl}/leave`));
window.addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
