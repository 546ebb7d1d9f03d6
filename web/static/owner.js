// For owners: shows windows as dialogs above the media page. Everything works without this script too.
import { ask, giveUp, isSendingForm } from './asking.js';
import { showCopyButtons } from './copying.js';
import './drawers.js';
import { showEnds } from './link-form.js';
import { showLocalTimes } from './local-time.js';
import { announce, showRefusal } from './messages.js';
import './prefilled.js';
import { drop, enter, entry, forgetTyped, keepTyped, leave, putTyped } from './window-history.js';

const PAUSE_MS = 500;
const box = document.querySelector('dialog#window');
// Browsers that do not know dialogs open every window as a page.
const dialog = box?.showModal ? box : null;
const body = dialog?.querySelector('.dialog-body');
const trouble = dialog?.querySelector('.trouble');
let address; // of the window that the dialog shows
let opener; // what opened the dialog, and gets the focus when it closes
let pressed; // the link in the list of links that was followed, and gets the focus when the list next comes back
const { title } = document;
let known; // the ids of the rows when the list was last shown

function enhance(root) {
  showLocalTimes(root);
  showCopyButtons(root);
  showEnds(root);
}

// Shows a window in the dialog. The focus goes to what the person needs next: a new link, an error, or where they were.
function show(view, url, flashed, pageTitle) {
  // A refused form says so in the title.
  document.title = view.querySelector('[role="alert"], [aria-invalid]') ? pageTitle : title;
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
  const fresh = (known && rows.find((row) => !known.has(row.id))) ?? view.querySelector('.links .fresh');
  fresh?.classList.add('fresh');
  const followed = [...view.querySelectorAll('a[href]')].find((link) => link.getAttribute('href') === pressed);
  const left = followed?.closest('details')?.querySelector('summary') ?? followed;
  if (view.querySelector('.switch')) {
    known = new Set(rows.map((row) => row.id));
    pressed = undefined;
  }
  const first = fresh?.querySelector('[data-copy]') ?? view.querySelector('.error-summary, [autofocus]') ?? left
    ?? [...view.querySelectorAll('button:enabled, input:not([type="hidden"]), a[href]')].find((control) => control.tabIndex >= 0 && control.getClientRects().length);
  first?.focus();
}

// Loads a window into the dialog. The browser opens any other page itself, unless a form was sent: its values would be
// lost, so the refusal is shown in the dialog.
async function load(url, request = {}, isReopening = false) {
  if (dialog.open && isSendingForm()) return;
  try {
    const asked = await ask(url, request, dialog.open ? body : opener);
    if (!asked) return; // something else was asked for meanwhile, or the dialog was closed
    const { answer, page } = asked;
    const view = page.querySelector('main .window');
    if (!view && request.form) { request.form.submit(); return; }
    if (view) show(view, answer.url, page.querySelector('.flashes')?.textContent.trim(), page.title);
    else if (isReopening) drop(); // perhaps they may no longer open it
    else if (request.method !== 'POST' || answer.redirected) location.assign(answer.url);
    else refuse(page);
  } catch {
    if (dialog.open) complain();
    else if (request.form) request.form.submit();
    else if (!isReopening) location.assign(url);
  }
}

// Of a form that is older than the sign-in, the refusal brings a new token: sent again, the form works.
function refuse(page) {
  const fresh = page.querySelector('main [name="csrf_token"]')?.value;
  for (const token of fresh ? body.querySelectorAll('[name="csrf_token"]') : []) token.value = fresh;
  complain(page);
}

// The words stand on top, where somebody who has scrolled down would not see them. `page`: the refusal, if there is one.
function complain(page) {
  if (page) showRefusal(trouble, page, dialog.dataset.trouble);
  else trouble.textContent = dialog.dataset.trouble;
  trouble.scrollIntoView({ block: 'nearest' });
}

function submit(form, button) {
  clearTimeout(pause); // otherwise it keeps what was typed while the answer is on its way
  forgetTyped(form);
  const url = new URL(form.getAttribute('action') || '', address);
  const values = new URLSearchParams(new FormData(form));
  if (button?.name) values.append(button.name, button.value);
  if (form.method === 'post') load(url.href, { method: 'POST', body: values });
  else load(`${url.origin}${url.pathname}?${values}`);
}

function follow(event, link) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.hasAttribute('download') || link.target) return;
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
  const link = event.target.closest('a[href]');
  if (link && dialog) follow(event, link);
});
dialog?.addEventListener('submit', (event) => {
  if (event.target.method === 'dialog') return;
  event.preventDefault();
  submit(event.target, event.submitter);
});
dialog?.addEventListener('close', () => {
  giveUp();
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

// *Invite guests*. If there is no window to show, the browser sends the form: sent twice, it makes one link.
function invite(form, button) {
  opener = button;
  load(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), form });
}

// On `main`, so that it comes before the listeners on the document, such as the one of keep-typed.js.
document.querySelector('main').addEventListener('submit', (event) => {
  const form = event.target;
  const isInvitation = dialog && form.matches('form.inviting');
  if (!isInvitation && !form.matches('form.praising')) return;
  event.preventDefault();
  if (isInvitation) invite(form, event.submitter);
  else if (!form.hasAttribute('aria-busy')) like(form);
});

enhance(document);
if (dialog && entry()) load(entry(), {}, true);
(document.querySelector('.links tr:target [data-copy]') ?? document.querySelector('main [data-copy][autofocus]'))?.focus();
