// Shows every time in the zone chosen on the account, else in the browser's zone, with the zone's name. Without this
// script, times are in the zone chosen on the account, else in the zone of the site.
const DATE = { year: 'numeric', month: 'short', day: 'numeric' };
const INSTANT = { ...DATE, hour: 'numeric', minute: '2-digit', timeZoneName: 'short' };
const DAY = { ...DATE, month: 'long' };

const { lang, dataset: { zone } } = document.documentElement;
const locale = lang === 'en' ? 'en-GB' : lang; // as localizing.py

function formatter(shape) {
  try {
    return new Intl.DateTimeFormat(locale, { ...shape, timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat(locale, shape); // a zone that this browser does not know
  }
}

const show = (date, shape) => formatter(shape).format(date);

export const localTime = (date) => show(date, INSTANT);

export function showLocalTimes(root = document) {
  for (const time of root.querySelectorAll('time[datetime]')) {
    const instant = new Date(time.dateTime);
    if (!time.dateTime.includes('T') || Number.isNaN(instant.getTime())) continue;
    time.textContent = show(instant, time.dataset.kind === 'day' ? DAY : INSTANT);
  }
}

showLocalTimes();
