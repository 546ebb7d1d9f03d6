// What is told beside what one is doing.

// A live region that arrives with its words in it is not read out: they are put in afterwards.
const LATER = 150;

export function say(region, words) {
  region.textContent = '';
  setTimeout(() => { region.textContent = words; }, LATER);
}

// A refusal, in the words of its page; whoever is signed out is shown the way in as well.
export function tell(region, page, otherwise) {
  const [heading, ...sentences] = [...page.querySelectorAll('main h1, main p:not(:has(a))')].map((part) => part.textContent.trim());
  const words = heading ? `${heading}. ${sentences.join(' ')}` : otherwise;
  const way = page.querySelector('main a[target="_blank"]');
  way?.classList.remove('primary');
  region.replaceChildren(words, ...(way ? [document.createElement('br'), way] : []));
}

// What the page before has led to stands in this one from the start: it is put in once more.
const flashes = document.querySelector('.flashes');
setTimeout(() => { flashes?.replaceChildren(...[...flashes.children].map((told) => told.cloneNode(true))); }, LATER);
