// The page of a link that has not started: counts down, and goes on by itself.
import { clock, stopwatch } from './clock.js';

const countdown = document.querySelector('[data-milliseconds]');
const TICK_MS = 250;
// All who wait go on at the same moment, so they go apart from each other.
const APART_MS = 1_500;
const passed = stopwatch();
const whole = Number(countdown.dataset.milliseconds);
const apart = Math.random() * APART_MS;
let isGoing = false;

// Not `reload`, which would send the form again if this page is the answer to one.
const goOn = () => location.replace(location.pathname);

function tick() {
  const left = whole - passed();
  countdown.textContent = clock(Math.max(0, Math.ceil(left / 1000)));
  if (left + apart > 0 || isGoing) return;
  isGoing = true;
  goOn();
}

countdown.hidden = false;
tick();
setInterval(tick, TICK_MS);
document.addEventListener('visibilitychange', tick);
// From the browser's memory, where no time has passed.
addEventListener('pageshow', (event) => { if (event.persisted) goOn(); });
