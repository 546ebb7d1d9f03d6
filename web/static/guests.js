// The page of guests: who is here now, and how much they have watched, as it changes.
import { showLocalTimes } from './local-time.js';

const LOOK_MS = 10_000;

async function look() {
  if (document.visibilityState !== 'visible') return;
  const answer = await fetch(location.href, { cache: 'no-store', credentials: 'same-origin' });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const row of document.querySelectorAll('.guests tbody tr')) {
    const now = page.getElementById(row.id)?.querySelectorAll('[data-live]') ?? [];
    const then = row.querySelectorAll('[data-live]');
    now.forEach((cell, at) => {
      showLocalTimes(cell);
      if (then[at].textContent !== cell.textContent) then[at].replaceWith(cell);
    });
  }
}

setInterval(() => look().catch(() => { /* no network: the next time tries again */ }), LOOK_MS);
