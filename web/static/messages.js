// Messages that screen readers read out.

// Screen readers read a live region only when its text changes after it was shown. So the text is put in a little later.
const DELAY_MS = 150;
// How long what was done is shown.
const SHOWN_MS = 10_000;

export function announce(region, words) {
  region.textContent = '';
  setTimeout(() => { region.textContent = words; }, DELAY_MS);
}

// Shows the heading and the sentences of an error page, and its link to signing in if it has one.
export function showRefusal(region, page, otherwise) {
  const parts = [...page.querySelectorAll('main h1, main p')].filter((part) => !part.querySelector('a'));
  const [heading, ...sentences] = parts.map((part) => part.textContent.trim());
  const words = heading ? `${heading}. ${sentences.join(' ')}` : otherwise;
  const signIn = page.querySelector('main a[target="_blank"]');
  signIn?.classList.remove('primary');
  region.replaceChildren(words, ...(signIn ? [document.createElement('br'), signIn] : []));
}

// What was done on the page before is in this page from the start, so it is put in again.
setTimeout(() => {
  for (const region of document.querySelectorAll('.flashes, .told')) {
    const parts = [...region.childNodes].filter((part) => part.textContent.trim());
    region.replaceChildren(...parts.map((part) => part.cloneNode(true)));
  }
}, DELAY_MS);

// Taken away where nothing else moves (owner.css).
setTimeout(() => {
  for (const region of document.querySelectorAll('.flashes')) {
    if (getComputedStyle(region).position === 'fixed') region.replaceChildren();
  }
}, SHOWN_MS);
