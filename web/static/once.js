// A form that is sent twice by an impatient finger would make two rooms: what is on its way is not sent again. Windows and
// uploads, which send themselves, keep their own count. Whoever stops a page that does not come may try again.
const PATIENCE = 10_000;
const underway = new Set();

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== 'post') return;
  if (underway.has(form)) { event.preventDefault(); return; }
  underway.add(form);
  setTimeout(() => underway.delete(form), PATIENCE);
});
// The back button brings the page back as it was left.
window.addEventListener('pageshow', () => underway.clear());
