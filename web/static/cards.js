// The cards of My media: keeps up to date how far each recording is that is being prepared.
import { stateOf } from './item-state.js';

const ASK_MS = 5_000;
const numbers = new Intl.NumberFormat(document.documentElement.lang);

async function ask(card) {
  const { progress, failed, isGone, waitsFor } = await stateOf(card.dataset.state);
  if (waitsFor) return;
  if (!isGone && progress !== null) {
    card.querySelector('[data-percent]').textContent = numbers.format(progress);
    return;
  }
  card.removeAttribute('data-state');
  if (failed) card.textContent = card.dataset.failed;
  else if (!isGone) card.remove();
}

async function askAll() {
  const cards = [...document.querySelectorAll('.state[data-state]:not([data-state=""])')];
  if (document.visibilityState === 'visible') {
    for (const card of cards) await ask(card);
  }
  setTimeout(askAll, ASK_MS); // a search may bring others
}

setTimeout(askAll, ASK_MS);
