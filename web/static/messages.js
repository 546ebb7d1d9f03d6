// Messages that screen readers read out.

// Screen readers read a live region only when its text changes after it was shown. So the text is put in a little later.
const DELAY_MS = 150;

export function announce(region, words) {
  region.textContent = '';
  setTimeout(() => { region.textContent = words; }, DELAY_MS);
}

// Shows the heading and the sentences of an error page, and its link to signing in if it has one.
export function showRefusal(region, page, otherwise) {
  const [heading, ...sentences] = [...page.querySelectorAll('main h1, main p:not(:has(a))')].map((part) => part.textContent.trim());
  const words = heading ? `${heading}. ${sentences.join(' ')}` : otherwise;
  const signIn = page.querySelector('main a[target="_blank"]');
  signIn?.classList.remove('primary');
  region.replaceChildren(words, ...(signIn ? [document.createElement('br'), signIn] : []));
}

// Flashed messages are in the page from the start, so they are put in again.
const flashes = document.querySelector('.flashes');
setTimeout(() => { flashes?.replaceChildren(...[...flashes.children].map((message) => message.cloneNode(true))); }, DELAY_MS);
