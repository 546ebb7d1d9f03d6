// Back closes the window: while it is open, the window is an entry of the history. The entry knows the address of the
// window and what was typed, for a reload and for Forward.
const FIELDS = 'input[name]:not([type="hidden"], [type="file"], [type="password"]), textarea[name], select[name]';
const isTickBox = (field) => field.type === 'checkbox' || field.type === 'radio';
const fieldsOf = (form) => [...form.querySelectorAll(FIELDS)];
// What was typed in each form of a window, until the form is sent.
const typed = history.state?.typed ?? {};

// A refused form comes back at another address, so a form is known by where it leads and what it asks.
const keyOf = (form) => `${form.getAttribute('action')} ${fieldsOf(form).map(({ name }) => name).join(' ')}`;

export const entry = () => history.state?.window;

// If the browser refuses, the window works as before, and Back leaves the page.
function write(how, state) {
  try { history[how](state, ''); } catch { /* see above */ }
}

export function enter(address) {
  write(entry() ? 'replaceState' : 'pushState', { window: address, typed });
}

export const drop = () => write('replaceState', null);

export function leave() {
  if (entry()) history.back();
}

export function keepTyped(view) {
  for (const form of view.querySelectorAll('form')) {
    const values = fieldsOf(form).map((field) => (isTickBox(field) ? field.checked : field.value));
    if (values.length) typed[keyOf(form)] = values;
  }
  if (entry()) enter(entry());
}

export function putTyped(view) {
  if (view.querySelector('.error-summary, .has-error')) return; // the server has sent what was typed
  for (const form of view.querySelectorAll('form')) {
    fieldsOf(form).forEach((field, place) => {
      const value = typed[keyOf(form)]?.[place];
      if (value !== undefined) field[isTickBox(field) ? 'checked' : 'value'] = value;
    });
  }
}

export function forgetTyped(form) {
  delete typed[keyOf(form)];
}
