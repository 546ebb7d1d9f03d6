// A form that is being sent is not sent again, since a double click would make two rooms. After PATIENCE_MS it may be
// sent again, because the person may have stopped a page that did not come. Dialogs and uploads have their own scripts.
const PATIENCE_MS = 10_000;
const underway = new Set();

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== 'post') return;
  if (underway.has(form)) { event.preventDefault(); return; }
  underway.add(form);
  setTimeout(() => underway.delete(form), PATIENCE_MS);
});
// The back button may restore the page with this list as it was.
window.addEventListener('pageshow', () => underway.clear());
