// For owners: shows windows as dialogs above the media page, copies addresses, and shows when a new link would end.
// Everything works without this script too.
import './drawers.js';
import { localTime, showLocalTimes } from './local-time.js';
import { announce, showRefusal } from './messages.js';
import { drop, enter, entry, forgetTyped, keepTyped, leave, putTyped } from './window-history.js';

const PAUSE_MS = 500;
const box = document.querySelector('dialog#window');
// Browsers that do not know dialogs open every window as a page.
const dialog = box?.showModal ? box : null;
const body = dialog?.querySelector('.dialog-body');
const trouble = dialog?.querySelector('.trouble');
let address; // of the window that the dialog shows
let opener; // what opened the dialog, and gets the focus when it closes
let pressed; // the link in the list of links that was followed, and gets the focus when the list comes back
const { title } = document;
let known; // the ids of the rows when the list was last shown

function enhance(root) {
  showLocalTimes(root);
  for (const button of root.querySelectorAll('button[data-copy]')) {
    button.hidden = false;
    const input = button.parentElement.querySelector('.address');
    if (button.closest('.links')) input.hidden = true; // long addresses make the table hard to read
  }
  root.querySelectorAll('input[data-ends]').forEach(showEnd);
}

// If the browser refuses the clipboard, or has none on plain http, the address is shown and selected.
async function copy(button) {
  const { copied, refused } = button.closest('[data-copied]').dataset;
  const label = button.querySelector('[data-words]');
  const status = button.closest('.row-actions, .to-copy').querySelector('[role="status"]');
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    const input = button.parentElement.querySelector('.address');
    input.hidden = false;
    input.focus();
    input.select();
    status.classList.remove('visually-hidden');
    announce(status, refused);
    return;
  }
  // People who see the page read it on the button.
  status.classList.add('visually-hidden');
  announce(status, copied);
  button.dataset.before ??= label.textContent;
  label.textContent = copied;
  setTimeout(() => { label.textContent = button.dataset.before; }, 3000);
}

function showEnd(input) {
  const output = input.parentElement.querySelector('output');
  const typed = input.value.trim();
  const days = /^[0-9]{1,4}$/.test(typed) ? Number(typed) : 0;
  output.textContent = '';
  if (days < 1 || days > 3650) return;
  output.textContent = input.dataset.ends.replace('{date}', localTime(Date.now() + days * 86_400_000));
}

// Shows a window in the dialog. The focus goes to what the person needs next: a new link, an error, or where they were.
function show(view, url, flashed, pageTitle) {
  // A refused form says so in the title.
  document.title = view.querySelector('[role="alert"]') ? pageTitle : title;
  address = url;
  trouble.textContent = '';
  putTyped(view);
  enhance(view);
  const status = view.querySelector('.status');
  const news = flashed || status?.textContent;
  body.replaceChildren(view);
  if (!dialog.open) dialog.showModal();
  enter(url);
  dialog.scrollTop = 0;
  if (status && news) announce(status, news);
  const rows = [...view.querySelectorAll('.links tbody tr')];
  const fresh = known && rows.find((row) => !known.has(row.id));
  if (view.querySelector('.switch')) known = new Set(rows.map((row) => row.id));
  fresh?.classList.add('fresh');
  const left = [...view.querySelectorAll('a[href]')].find((link) => link.getAttribute('href') === pressed);
  const first = fresh?.querySelector('[data-copy]') ?? view.querySelector('.error-summary, [autofocus]') ?? left
    ?? [...view.querySelectorAll('button:enabled, input:not([type="hidden"]), a[href]')].find((control) => control.getClientRects().length);
  first?.focus();
}

// Loads a window into the dialog. The browser opens any other page itself, unless a form was sent: its values would be
// lost, so the refusal is shown in the dialog.
async function load(url, request = {}, isReopening = false) {
  if (body.hasAttribute('aria-busy')) return;
  const wasOpen = dialog.open;
  body.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(url, { credentials: 'same-origin', ...request });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const view = page.querySelector('main .window');
    if (wasOpen && !dialog.open) return; // closed while it was loading
    if (view) show(view, answer.url, page.querySelector('.flashes')?.textContent.trim(), page.title);
    else if (isReopening) drop(); // perhaps they may no longer open it
    else if (request.method !== 'POST' || answer.redirected) location.assign(answer.url);
    else showRefusal(trouble, page, dialog.dataset.trouble);
  } catch {
    if (dialog.open) trouble.textContent = dialog.dataset.trouble;
    else if (!isReopening) location.assign(url);
  } finally {
    body.removeAttribute('aria-busy');
  }
}

function submit(form) {
  clearTimeout(pause); // otherwise it keeps what was typed while the answer is on its way
  forgetTyped(form);
  const url = new URL(form.getAttribute('action') || '', address);
  const values = new URLSearchParams(new FormData(form));
  if (form.method === 'post') load(url.href, { method: 'POST', body: values });
  else load(`${url.origin}${url.pathname}?${values}`);
}

function follow(event, link) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const inside = dialog.contains(link);
  const target = inside && link.hash && link.getAttribute('href').startsWith('#') && body.querySelector(link.hash);
  // Following it would add an entry to the history.
  if (target) { event.preventDefault(); target.focus(); return; }
  const url = new URL(link.getAttribute('href'), inside ? address : location.href);
  const elsewhere = inside ? link.getAttribute('href').startsWith('#') : !('window' in link.dataset);
  if (url.origin !== location.origin || elsewhere) return;
  event.preventDefault();
  if (inside && url.pathname === location.pathname) return dialog.close();
  if (inside) { clearTimeout(pause); body.querySelectorAll('form').forEach(forgetTyped); } // *Cancel* drops what was typed
  if (inside && body.querySelector('.switch')) pressed = link.getAttribute('href');
  if (!inside) {
    const drawer = link.closest('details');
    opener = drawer?.querySelector('summary') ?? link;
    if (drawer) drawer.open = false;
  }
  load(url.href);
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-copy]');
  if (button) { copy(button); return; }
  const link = event.target.closest('a[href]');
  if (link && dialog) follow(event, link);
});
document.addEventListener('input', (event) => { if (event.target.matches('input[data-ends]')) showEnd(event.target); });
dialog?.addEventListener('submit', (event) => {
  if (event.target.method === 'dialog') return;
  event.preventDefault();
  submit(event.target);
});
dialog?.addEventListener('close', () => {
  clearTimeout(pause);
  keepTyped(body);
  leave();
  known = pressed = undefined;
  document.title = title;
  opener?.focus();
});
// Not at every letter: browsers allow only so many changes of the history.
let pause;
dialog?.addEventListener('input', () => {
  clearTimeout(pause);
  pause = setTimeout(() => { if (dialog.open) keepTyped(body); }, PAUSE_MS);
});
window.addEventListener('popstate', () => {
  if (!dialog || Boolean(entry()) === dialog.open) return;
  if (dialog.open) dialog.close();
  else load(entry(), {}, true);
});

// Liking replaces only the form, so that the video plays on.
async function like(form) {
  const values = new URLSearchParams(new FormData(form));
  form.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(form.action, { method: 'POST', body: values });
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('form.praising');
    if (!fresh) { form.submit(); return; }
    form.replaceWith(fresh);
    fresh.querySelector('button').focus();
  } catch {
    form.submit();
  }
}

// On `main`, so that it comes before the listeners on the document, such as the one of keep-typed.js.
document.querySelector('main').addEventListener('submit', (event) => {
  if (!event.target.matches('form.praising')) return;
  event.preventDefault();
  if (!event.target.hasAttribute('aria-busy')) like(event.target);
});

enhance(document);
if (dialog && entry()) load(entry(), {}, true);
document.querySelector('.links tr:target [data-copy]')?.focus();
