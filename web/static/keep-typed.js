// Keeps what was typed when the language is changed or another form of the page is sent. It is kept in the tab, and only
// until the next page has loaded.
const KEY = 'typed';
const FIELDS = 'input:not([type="hidden"], [type="password"], [type="file"]), textarea, select';
const isTickBox = (field) => field.type === 'checkbox' || field.type === 'radio';
export const valueOf = (field) => (isTickBox(field) ? field.checked : field.value);

export function put(field, value) {
  field[isTickBox(field) ? 'checked' : 'value'] = value;
}

// A form is known by the address it is sent to, which stays the same when a refused form comes back.
function* forms() {
  const seen = {};
  for (const form of document.querySelectorAll('main form[method="post"]')) {
    const fields = [...form.querySelectorAll(FIELDS)];
    if (!fields.length) continue;
    const address = form.getAttribute('action') || location.pathname;
    seen[address] = (seen[address] ?? 0) + 1;
    yield { form, fields, key: `${address} ${seen[address]}` };
  }
}

// Whether it holds something else than when it came with the page.
export function isChanged(field) {
  if (isTickBox(field)) return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
}

// When another form is sent, only changed fields are kept. When the language is changed, all are kept: after a refusal,
// what was typed counts as unchanged, because it came with the page.
function keep(sent) {
  const isLanguage = sent.matches('form.languages');
  const kept = {};
  for (const { form, key, fields } of forms()) {
    if (form === sent) continue;
    const values = fields.map((field) => (isLanguage || isChanged(field) ? valueOf(field) : null));
    if (values.some((each) => each !== null)) kept[key] = values;
  }
  // The browser may refuse storage. The fields are then as on a new page.
  try { sessionStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* see above */ }
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
  sessionStorage.removeItem(KEY);
  for (const { key, fields } of forms()) {
    if (kept[key]?.length !== fields.length) continue;
    fields.forEach((field, place) => {
      if (kept[key][place] !== null) put(field, kept[key][place]);
    });
  }
}

// A form that a script sends does not lead to another page.
document.addEventListener('submit', (event) => { if (!event.defaultPrevented) keep(event.target); });
try { restore(); } catch { /* see above */ }
// Older browsers know `autofocus` only on fields. They pass over a summary of what is wrong, which comes first.
if (document.activeElement?.matches('body, [autofocus]')) document.querySelector('[autofocus]')?.focus();
