// Search that answers while one types: the same page is asked for again, and its list takes the place of this one.
// Without this script, Enter sends the form.
import { showLocalTimes } from './local-time.js';
import { announce } from './messages.js';

const PAUSE_MS = 250;
const form = document.querySelector('form.searching');
const field = form?.querySelector('input[type="search"]');
const status = form?.querySelector('[role="status"]');
let asked = field?.value;
let pause;
let asking;

function addressOf() {
  const url = new URL(form.getAttribute('action'), location.href);
  for (const [name, value] of new FormData(form)) {
    if (value.trim()) url.searchParams.set(name, value);
  }
  return url.href;
}

export function show(page, url) {
  const old = document.querySelector('.found');
  const fresh = page.querySelector('.found');
  if (!fresh) { location.assign(url); return; } // signed out, for example
  const isOpen = old.querySelector('details.filters')?.open;
  old.replaceWith(fresh);
  const drawer = fresh.querySelector('details.filters');
  if (drawer) drawer.open = isOpen;
  showLocalTimes(fresh);
  history.replaceState(history.state, '', url);
  announce(status, fresh.dataset.said);
}

async function ask() {
  clearTimeout(pause);
  if (field.value === asked) return;
  asked = field.value;
  asking?.abort();
  asking = new AbortController();
  const url = addressOf();
  try {
    const answer = await fetch(url, { credentials: 'same-origin', signal: asking.signal });
    show(new DOMParser().parseFromString(await answer.text(), 'text/html'), url);
  } catch (error) {
    if (error.name !== 'AbortError') asked = undefined; // no network: Enter tries again
  }
}

form?.addEventListener('input', (event) => {
  clearTimeout(pause);
  // Not in the middle of a letter that is made of several keys.
  if (!event.isComposing) pause = setTimeout(ask, PAUSE_MS);
});
form?.addEventListener('compositionend', () => { pause = setTimeout(ask, PAUSE_MS); });
form?.addEventListener('submit', (event) => {
  event.preventDefault();
  ask();
});
