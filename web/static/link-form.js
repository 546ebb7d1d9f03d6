// The forms of a link: shows when a new one would end, moves the end, or the limit, in place, and says what that means.
// Without this script the small buttons are sent to the server, which fills in the same.
import { localTime } from './local-time.js';
import { announce } from './messages.js';
import { instant, shownInstead, showOwnTimes } from './own-times.js';

const DAY_MS = 86_400_000;
const numbers = new Intl.NumberFormat(document.documentElement.lang);

export function showEnds(root) {
  root.querySelectorAll('input[data-ends]').forEach(showEnd);
  showOwnTimes(root);
  root.querySelectorAll('[data-entering]').forEach((effects) => showEffects(effects.closest('form')));
}

// Days are counted from the start, where there is one.
function showEnd(input) {
  const output = input.parentElement.querySelector('output');
  const typed = input.value.trim();
  const days = /^[0-9]{1,4}$/.test(typed) ? Number(typed) : 0;
  output.textContent = '';
  if (days < 1 || days > 3650) return;
  const { form } = input;
  const start = form.elements.starts_at?.value ? instant(form.elements.starts_at.value, form.elements.zone.value) : Date.now();
  if (!Number.isNaN(start)) output.textContent = input.dataset.ends.replace('{date}', localTime(start + days * DAY_MS));
}

// By the clock of its zone, as the server does. From now, if it has no end or that has passed.
function moveEnd(form, days) {
  const end = form.elements.ends_at;
  const from = end.value > end.dataset.now ? end.value : end.dataset.now;
  const moved = new Date(Date.parse(`${from}Z`) + days * DAY_MS);
  if (!Number.isNaN(moved.getTime())) end.value = shownInstead(moved.toISOString().slice(0, 16), form.elements.zone.value);
  showOwnTimes(form);
  const at = instant(end.value, form.elements.zone.value);
  const status = form.querySelector('[data-moved]');
  // Where the own clock shows another time, that is read out.
  const isSaid = end.parentElement.querySelector('output').textContent || Number.isNaN(at);
  announce(status, isSaid ? status.dataset.unsaved : status.dataset.moved.replace('{date}', localTime(at)));
}

// What saving means for the guests of a link that has ended, with the limit that the form holds now.
function showEffects(form) {
  const effects = form.querySelector('[data-entering]');
  const typed = form.elements.clicks.value.trim();
  if (!effects || !/^[0-9]{0,7}$/.test(typed)) return;
  const { entering, spent, one, more } = effects.dataset;
  const left = Math.max(0, Number(typed) - Number(spent));
  const words = left === 1 ? one : more.replace('{number}', numbers.format(left));
  effects.textContent = typed ? `${entering}; ${words}.` : `${entering}.`;
  const raise = form.querySelector('button[name="raise"]');
  if (raise) raise.hidden = !typed || Number(typed) >= Number(raise.value);
}

// The button goes, so the focus moves to the sentence that has changed.
function raiseLimit(form, limit) {
  form.elements.clicks.value = limit;
  showEffects(form);
  form.querySelector('[data-entering]').focus();
}

document.addEventListener('input', ({ target }) => {
  if (target.matches('input[data-ends]')) showEnd(target);
  if (target.name === 'starts_at') showEnds(target.form);
  if (target.name === 'clicks') showEffects(target.form);
});
// Not at each digit.
document.addEventListener('change', ({ target }) => {
  const effects = target.name === 'clicks' && target.form.querySelector('[data-entering]');
  if (effects) announce(target.form.querySelector('[data-changed]'), effects.textContent);
});
// Such a button is not sent.
document.addEventListener('click', (event) => {
  const button = event.target.closest('button[name="later"], button[name="raise"]');
  if (!button) return;
  event.preventDefault();
  if (button.name === 'later') moveEnd(button.form, Number(button.value));
  else raiseLimit(button.form, button.value);
});
