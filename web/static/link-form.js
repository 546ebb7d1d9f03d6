// The forms of a link: shows when a new one would end, and moves the end, or the limit, in place. Without this script the
// small buttons are sent to the server, which fills in the same.
import { localTime } from './local-time.js';
import { instant, showOwnTimes } from './own-times.js';

const DAY_MS = 86_400_000;

export function showEnds(root) {
  root.querySelectorAll('input[data-ends]').forEach(showEnd);
  showOwnTimes(root);
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
  if (!Number.isNaN(moved.getTime())) end.value = moved.toISOString().slice(0, 16);
  showOwnTimes(form);
}

document.addEventListener('input', ({ target }) => {
  if (target.matches('input[data-ends]')) showEnd(target);
  if (target.name === 'starts_at') showEnds(target.form);
});
// Such a button is not sent.
document.addEventListener('click', (event) => {
  const button = event.target.closest('button[name="later"], button[name="raise"]');
  if (!button) return;
  event.preventDefault();
  if (button.name === 'later') moveEnd(button.form, Number(button.value));
  else button.form.elements.clicks.value = button.value;
});
