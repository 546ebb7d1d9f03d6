// Shows every instant in the viewer's own zone, named. Without this script it stands in the site's zone, named too.
const DATE = { year: 'numeric', month: 'short', day: 'numeric' };
const INSTANT = { ...DATE, hour: 'numeric', minute: '2-digit', timeZoneName: 'short' };
const DAY = { ...DATE, month: 'long' };

const show = (date, shape) => new Intl.DateTimeFormat(document.documentElement.lang, shape).format(date);

export const localTime = (date) => show(date, INSTANT);

export function showLocalTimes(root = document) {
  for (const time of root.querySelectorAll('time[datetime]')) {
    const instant = new Date(time.dateTime);
    if (!time.dateTime.includes('T') || Number.isNaN(instant.getTime())) continue;
    time.textContent = show(instant, time.dataset.kind === 'day' ? DAY : INSTANT);
  }
}

showLocalTimes();
