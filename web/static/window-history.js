// Back closes the window: while it is open, the window is an entry of the history. The entry knows the address of the
// window and what was typed, for a reload and for Forward.
import { isChanged, put, valueOf } from './keep-typed.js';

const FIELDS = 'input[name]:not([type="hidden"], [type="file"], [type="password"]), textarea[name], select[name]';
const fieldsOf = (form) => [...form.querySelectorAll(FIELDS)];
// What the form showed in this field when the person typed there. It is sent along, so that the server finds out whether
// somebody else has changed the same since.
const shownIn = (field) => field.form.elements[`shown_${field.name}`];
const isRefused = (view) => view.querySelector('.error-summary, .has-error') !== null;
// What was typed in each form of a window, until the form is sent: for each field nothing, or its value and what it showed.
const typed = history.state?.typed ?? {};

// A refused form comes back at another address, so a form is known by where it leads and what it asks.
const keyOf = (form) => `${form.getAttribute('action')} ${fieldsOf(form).map(({ name }) => name).join(' ')}`;

export const entry = () => history.state?.window;

// If the browser refuses, the window works as before, and Back leaves the page.
function write(how, state, url) {
  try { history[how](state, '', url); } catch { /* see above */ }
}

export function enter(address) {
  const isOpen = Boolean(entry());
  // Back to an address like `#main`, of "Skip to content", would take the focus there: it is due to what opened the window.
  if (!isOpen && location.hash) write('replaceState', history.state, location.pathname + location.search);
  write(isOpen ? 'replaceState' : 'pushState', { window: address, typed });
}

export const drop = () => write('replaceState', null);

export function leave() {
  if (entry()) history.back();
}

// What nobody has typed is not kept: somebody else may change it before the form is opened again. In a refused form, what
// was typed counts as unchanged, because it came with the answer. So all of it is kept.
export function keepTyped(view) {
  const isWanted = isRefused(view) ? () => true : isChanged;
  for (const form of view.querySelectorAll('form')) {
    const kept = fieldsOf(form).map((field) => (isWanted(field) ? { value: valueOf(field), shown: shownIn(field)?.value } : null));
    if (kept.some(Boolean)) typed[keyOf(form)] = kept;
    else forgetTyped(form);
  }
  if (entry()) enter(entry());
}

export function putTyped(view) {
  if (isRefused(view)) return; // the server has sent what was typed
  for (const form of view.querySelectorAll('form')) {
    fieldsOf(form).forEach((field, place) => {
      const { value, shown } = typed[keyOf(form)]?.[place] ?? {};
      if (value === undefined) return;
      put(field, value);
      if (shown !== undefined) shownIn(field).value = shown;
    });
  }
}

export function forgetTyped(form) {
  delete typed[keyOf(form)];
}
