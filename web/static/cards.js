// The cards of My media: keeps up to date how far each recording is that is being prepared.
const ASK_MS = 5_000;
const numbers = new Intl.NumberFormat(document.documentElement.lang);

async function ask(card) {
  const answer = await fetch(card.dataset.state, { cache: 'no-store', credentials: 'same-origin' });
  if (!answer.ok) return;
  const { progress, failed } = await answer.json();
  if (progress !== null) {
    card.querySelector('[data-percent]').textContent = numbers.format(progress);
    return;
  }
  card.removeAttribute('data-state');
  if (failed) card.textContent = card.dataset.failed;
  else card.remove();
}

async function askAll() {
  const cards = [...document.querySelectorAll('.state[data-state]:not([data-state=""])')];
  if (document.visibilityState === 'visible') {
    for (const card of cards) await ask(card).catch(() => { /* no network: the next time tries again */ });
  }
  setTimeout(askAll, ASK_MS); // a search may bring others
}

setTimeout(askAll, ASK_MS);
