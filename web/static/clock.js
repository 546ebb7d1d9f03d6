// How long it still is: like 01:02:03, or 4 days 01:02:03.
export function clock(seconds) {
  const part = (length) => String(Math.floor(seconds / length)).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  seconds %= 86_400;
  const hours = part(3600);
  seconds %= 3600;
  const minutes = part(60);
  seconds %= 60;
  const locale = document.documentElement.lang;
  const shown = new Intl.NumberFormat(locale, { style: 'unit', unit: 'day', unitDisplay: 'long' });
  return `${days ? `${shown.format(days)} ` : ''}${hours}:${minutes}:${part(1)}`;
}

// Says how many milliseconds have passed since this was called. Sleep stops the one clock of a device, and a person may
// set the other. The one that has gone on further counts: a page that asks too early is only told that it is too early.
export function stopwatch() {
  const start = { steady: performance.now(), wall: Date.now() };
  return () => Math.max(performance.now() - start.steady, Date.now() - start.wall);
}
