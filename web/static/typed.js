// Whoever chooses another language finds what they have typed: kept for the one page that comes, and nowhere else.
const KEY = 'typed';
const FIELDS = 'main :is(input:not([type="hidden"], [type="password"], [type="file"]), textarea, select)';
const isTicked = (field) => field.type === 'checkbox' || field.type === 'radio';

// Storage may be refused; the fields then begin afresh.
function keep() {
  const values = [...document.querySelectorAll(FIELDS)].map((field) => (isTicked(field) ? field.checked : field.value));
  try { sessionStorage.setItem(KEY, JSON.stringify({ page: location.pathname, values })); } catch { /* see above */ }
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
  sessionStorage.removeItem(KEY);
  const fields = [...document.querySelectorAll(FIELDS)];
  if (kept?.page !== location.pathname || kept.values.length !== fields.length) return;
  fields.forEach((field, place) => { field[isTicked(field) ? 'checked' : 'value'] = kept.values[place]; });
}

document.querySelector('form.languages').addEventListener('submit', keep);
try { restore(); } catch { /* see above */ }
