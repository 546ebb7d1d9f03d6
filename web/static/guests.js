// The page of guests: who is here now, how much they have watched, and who has come, as it changes.
import { showLocalTimes } from './local-time.js';
import { announce } from './messages.js';
import { show } from './search.js';

const LOOK_MS = 10_000;
const numbers = new Intl.NumberFormat(document.documentElement.lang);
const listIn = (part) => part.querySelector('.guests tbody');
const entered = (found) => Number(found.dataset.entered);

function replace(part, fresh) {
  if (!fresh) return;
  showLocalTimes(fresh);
  if (part.textContent !== fresh.textContent) part.replaceWith(fresh);
}

function refreshCells(list, page) {
  for (const row of list.rows) {
    const now = page.getElementById(row.id)?.querySelectorAll('[data-live]') ?? [];
    row.querySelectorAll('[data-live]').forEach((cell, at) => replace(cell, now[at]));
  }
}

// Puts in the rows that have come to this page, where its order has them, and takes out those that have gone. Returns how
// many were put in. While the owner is in the list, nothing moves under their hand. To a later page rows only move on.
function arrange(list, freshList) {
  if (document.querySelector('a[rel="prev"]') || list.matches(':hover, :focus-within')) return 0;
  const rows = [...freshList.rows].reverse();
  const missing = rows.filter((row) => !document.getElementById(row.id));
  for (const row of [...list.rows]) {
    if (!rows.some(({ id }) => id === row.id)) row.remove();
    else if (missing.length) row.classList.remove('fresh');
  }
  let next = null;
  for (const row of rows) {
    if (missing.includes(row)) {
      showLocalTimes(row);
      row.classList.add('fresh');
      list.insertBefore(row, next);
    }
    next = document.getElementById(row.id);
  }
  return missing.length;
}

// Says who has come: `shown` of them stand in the list now, and for the others a line leads to the newest.
function tell(found, came, shown) {
  const news = found.querySelector('.news');
  const line = news.querySelector('[data-number]');
  const status = document.querySelector('.searching [role="status"]');
  const words = (number) => (number > 1 ? news.dataset.more.replace('{number}', numbers.format(number)) : number ? news.dataset.one : '');
  const waiting = words(came - shown);
  if (shown) announce(status, words(shown));
  else if (waiting && waiting !== line.textContent) announce(status, waiting);
  line.textContent = waiting;
  news.hidden = !waiting;
}

// Where nothing was searched, there is no field in which somebody may have typed.
function begin(page, url) {
  if (document.querySelector('.searching')) show(page, url);
  else location.reload();
}

function update(page, url) {
  const [found, fresh] = [document, page].map((each) => each.querySelector('.found'));
  const [list, freshList] = [found, fresh].map(listIn);
  const [totals, freshTotals] = [found, fresh].map((each) => each.querySelector('[data-totals]'));
  if (!totals || !list !== !freshList) {
    if (freshTotals && !found.matches(':focus-within')) begin(page, url);
    return;
  }
  replace(totals, freshTotals);
  if (list) refreshCells(list, page);
  const came = Math.max(0, entered(fresh) - entered(found));
  const shown = list ? Math.min(came, arrange(list, freshList)) : 0;
  found.dataset.entered = entered(found) + shown;
  tell(found, came, shown);
}

async function look() {
  if (document.visibilityState !== 'visible') return;
  const url = location.href;
  const answer = await fetch(url, { cache: 'no-store', credentials: 'same-origin' });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  // Meanwhile, something else may have been searched.
  if (answer.ok && !answer.redirected && location.href === url) update(page, url);
}

const lookAgain = () => look().catch(() => { /* no network: the next time tries again */ });
setInterval(lookAgain, LOOK_MS);
document.addEventListener('visibilitychange', lookAgain);
