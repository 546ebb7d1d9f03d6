// What is typed outlives a change of language, and the sending of another form of the same page: kept for the one page
// that comes, and nowhere else.
const KEY = 'typed';
const FIELDS = 'input:not([type="hidden"], [type="password"], [type="file"]), textarea, select';
const ticks = (field) => field.type === 'checkbox' || field.type === 'radio';
const value = (field) => (ticks(field) ? field.checked : field.value);

// Each form by where it is sent, which stays the same on a page that a refused form has led to.
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

function isChanged(field) {
  if (ticks(field)) return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
}

// Of a form that another overtakes, what was changed; a change of language may come after a refusal, whose page has what
// was typed from the start.
function keep(sent) {
  const isLanguage = sent.matches('form.languages');
  const kept = {};
  for (const { form, key, fields } of forms()) {
    if (form === sent) continue;
    const values = fields.map((field) => (isLanguage || isChanged(field) ? value(field) : null));
    if (values.some((each) => each !== null)) kept[key] = values;
  }
  // Storage may be refused; the fields then begin afresh.
  try { sessionStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* see above */ }
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
  sessionStorage.removeItem(KEY);
  for (const { key, fields } of forms()) {
    if (kept[key]?.length !== fields.length) continue;
    fields.forEach((field, place) => {
      if (kept[key][place] !== null) field[ticks(field) ? 'checked' : 'value'] = kept[key][place];
    });
  }
}

// What a script sends by itself leads to no other page.
document.addEventListener('submit', (event) => { if (!event.defaultPrevented) keep(event.target); });
try { restore(); } catch { /* see above */ }
