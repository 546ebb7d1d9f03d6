// Forms take times in the zone of the account or of the site. Somebody whose own clock is in another zone sees below the
// field when that is for them.
import { localTime } from './local-time.js';

export function showOwnTimes(root) {
  root.querySelectorAll('input[data-own]').forEach(showOwnTime);
}

function showOwnTime(input) {
  const output = input.parentElement.querySelector('output');
  const zone = input.form.elements.zone.value;
  const at = input.value ? instant(input.value, zone) : Number.NaN;
  const text = Number.isNaN(at) || isSame(zone, at) ? '' : input.dataset.own.replace('{date}', localTime(at));
  if (output.textContent !== text) output.textContent = text;
}

// Where both clocks show the same, there is nothing to say. Nor if this browser does not know the account's zone.
function isSame(zone, at) {
  try {
    return shownIn(document.documentElement.dataset.zone, at) === shownIn(zone, at);
  } catch {
    return true;
  }
}

// What a clock in this zone shows as `wall`. Not a number if it cannot be told.
export function instant(wall, zone) {
  const guess = Date.parse(`${wall}Z`);
  const offset = (at) => Date.parse(`${shownIn(zone, at)}Z`) - at;
  try {
    return guess - offset(guess - offset(guess));
  } catch {
    return Number.NaN;
  }
}

// This wall time. Where the clocks skip it when they are put forward, what they show then: 3:30 for 2:30.
export function shownInstead(wall, zone) {
  try {
    if (shownIn(zone, instant(wall, zone)).startsWith(wall)) return wall;
    const guess = Date.parse(`${wall}Z`);
    const dayBefore = guess - 86_400_000;
    return shownIn(zone, guess - Date.parse(`${shownIn(zone, dayBefore)}Z`) + dayBefore).slice(0, wall.length);
  } catch {
    return wall;
  }
}

function shownIn(timeZone, at) {
  const shape = { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' };
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en', shape).formatToParts(at).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:${parts.second}`;
}

document.addEventListener('input', ({ target }) => {
  if (target.matches('input[data-own]')) showOwnTime(target);
});
showOwnTimes(document);
