// The visit of a guest: sends a heartbeat while the page is open, and ends the visit when the page closes.
const HEARTBEAT_MS = 60_000;
const video = document.querySelector('[data-visit-url]');
const visitUrl = video.dataset.visitUrl;
const placeKey = `place:${location.pathname}`;

// The browser may refuse storage. The video then starts from the beginning.
function keepPlace() {
  try { sessionStorage.setItem(placeKey, String(video.currentTime)); } catch { /* see above */ }
}

function takePlace() {
  try {
    const place = Number(sessionStorage.getItem(placeKey));
    sessionStorage.removeItem(placeKey);
    return place;
  } catch { return 0; }
}

let over = false;

async function beat(body) {
  if (over) return;
  try {
    const answer = await fetch(`${visitUrl}/alive`, { method: 'POST', body, keepalive: true, credentials: 'same-origin' });
    if (answer.status !== 410 || over) return;
    // The visit is over: the server decides whether a new one may begin.
    over = true;
    keepPlace();
    location.reload();
  } catch { /* no network: the next heartbeat tries again */ }
}

const place = takePlace();
if (place > 0) {
  const restore = () => { video.currentTime = place; };
  if (video.readyState >= HTMLMediaElement.HAVE_METADATA) restore();
  else video.addEventListener('loadedmetadata', restore, { once: true });
}

setInterval(() => beat(), HEARTBEAT_MS);
// The browser fetches ahead before anybody plays, so the server counts a play only when this says so.
video.addEventListener('playing', () => beat(new URLSearchParams({ played: '1' })), { once: true, capture: true });
document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') beat(); });
// When bytes are refused, the visit may be over. Errors of a <source> do not bubble, so this listens while capturing.
video.addEventListener('error', () => beat(), true);

window.addEventListener('pagehide', () => navigator.sendBeacon(`${visitUrl}/leave`));
window.addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
