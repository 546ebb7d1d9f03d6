// The form of the page "Upload": the title is made of the file's name, and several files may be chosen at once.
import { showInterrupted } from './interrupted.js';
import './prefilled.js';
import { titleOf } from './sending.js';
import { add } from './upload.js';

const form = document.querySelector('form.upload');
const chosen = form.querySelector('input[type="file"]');
const title = form.querySelector('[name="title"]');
const titles = form.querySelector('.titles');
let made = ''; // what the title was filled with

// One field for each file, if there are several.
function askForTitles(files) {
  title.closest('.field').hidden = files.length > 1;
  titles.hidden = files.length < 2;
  titles.replaceChildren(...(files.length > 1 ? files.map(titleField) : []));
}

function titleField(file) {
  const field = title.closest('.field').cloneNode(true);
  const id = `title-${Math.random().toString(36).slice(2)}`;
  const [label, input] = [field.querySelector('label'), field.querySelector('input')];
  field.hidden = false;
  field.querySelector('.error')?.remove();
  field.classList.remove('has-error');
  label.htmlFor = input.id = id;
  label.textContent = form.dataset.titleOf.replace('{name}', file.name);
  input.removeAttribute('aria-describedby');
  input.removeAttribute('aria-invalid');
  input.value = input.dataset.prefilled = titleOf(file.name);
  return field;
}

function fields() {
  const several = [...titles.querySelectorAll('input')];
  return several.length ? several : [title];
}

chosen.multiple = !('replaces' in form.dataset);
chosen.addEventListener('change', () => {
  const files = [...chosen.files];
  askForTitles(files);
  if (files.length === 1 && (!title.value.trim() || title.value === made)) {
    made = titleOf(files[0].name);
    title.value = title.dataset.prefilled = made;
  }
});

// The server would say so only when the upload begins.
function lacksTitle() {
  const empty = fields().find((field) => !field.value.trim());
  if (!empty) return false;
  empty.setCustomValidity(form.dataset.untitled);
  empty.addEventListener('input', () => empty.setCustomValidity(''), { once: true });
  empty.reportValidity();
  return true;
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const files = [...chosen.files];
  if (!files.length) {
    chosen.setCustomValidity(form.dataset.unchosen);
    chosen.addEventListener('change', () => chosen.setCustomValidity(''), { once: true });
    chosen.reportValidity();
    return;
  }
  if (lacksTitle()) return;
  const named = fields().map((field, number) => ({ file: files[number], title: field.value.trim() }));
  form.reset();
  askForTitles([]);
  made = '';
  const isUntouched = () => !chosen.files.length && title.value === title.defaultValue;
  add(named, () => named.length === 1 && isUntouched());
});

showInterrupted(window.tus);
