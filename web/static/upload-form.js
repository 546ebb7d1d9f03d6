// The form of the page "Upload": several files may be chosen at once, or dropped. Their titles are made of their names.
import { takeDropped } from './dropping.js';
import { clearError, showError } from './field-errors.js';
import { showInterrupted } from './interrupted.js';
import './prefilled.js';
import { titleOf } from './sending.js';
import { add } from './upload.js';

const form = document.querySelector('form.upload');
const chosen = form.querySelector('input[type="file"]');
const title = form.querySelector('[name="title"]');
const titles = form.querySelector('.titles');
// An item whose file is replaced keeps its title.
const isReplacing = 'replaces' in form.dataset;
// The titles that somebody has typed, by file. Browsers make new objects of files that are chosen again.
const typed = new Map();
const keyOf = ({ name, size, lastModified }) => `${name} ${size} ${lastModified}`;

function fillIn(input, words) {
  input.value = input.dataset.prefilled = words;
  clearError(input);
}

const isTyped = (input) => input.value.trim() !== '' && input.value !== input.dataset.prefilled;

// One field for each file, if there are several.
function askForTitles(files) {
  if (isReplacing) return;
  const isSeveral = files.length > 1;
  title.closest('.field').hidden = isSeveral;
  titles.hidden = !isSeveral;
  // What was typed before there were several is for the first.
  if (isSeveral && isTyped(title) && !files.some((file) => typed.has(keyOf(file)))) typed.set(keyOf(files[0]), title.value);
  titles.replaceChildren(...(isSeveral ? files.map(titleField) : []));
  if (files.length !== 1) return;
  const [only] = files;
  if (typed.get(keyOf(only))) title.value = typed.get(keyOf(only));
  else if (!isTyped(title)) fillIn(title, titleOf(only.name));
}

function titleField(file) {
  const field = title.closest('.field').cloneNode(true);
  const [label, input] = [field.querySelector('label'), field.querySelector('input')];
  field.hidden = false;
  fillIn(input, titleOf(file.name));
  input.value = typed.get(keyOf(file)) || input.value;
  label.htmlFor = input.id = `title-${Math.random().toString(36).slice(2)}`;
  label.textContent = form.dataset.titleOf.replace('{name}', file.name);
  input.dataset.file = keyOf(file);
  return field;
}

function fields() {
  const several = [...titles.querySelectorAll('input')];
  return several.length ? several : [title];
}

function choose() {
  clearError(chosen);
  askForTitles([...chosen.files]);
}

chosen.multiple = !isReplacing;
chosen.addEventListener('change', choose);
form.addEventListener('input', ({ target }) => {
  if (target === chosen) return;
  clearError(target);
  const file = target.dataset.file ?? (chosen.files.length ? keyOf(chosen.files[0]) : null);
  if (file) typed.set(file, target.value);
});
// They join those that are chosen already, and nothing is sent yet.
takeDropped((dropped) => {
  const all = new DataTransfer();
  for (const file of isReplacing ? dropped.slice(0, 1) : [...chosen.files, ...dropped]) all.items.add(file);
  chosen.files = all.files;
  choose();
  chosen.focus();
});

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const files = [...chosen.files];
  // The server would say so only when the upload begins.
  const untitled = fields().find((field) => !field.value.trim());
  if (!files.length) showError(chosen, form.dataset.unchosen);
  else if (untitled) showError(untitled, form.dataset.untitled);
  else send(fields().map((field, number) => ({ file: files[number], title: field.value.trim() })));
});

function send(named) {
  form.reset();
  typed.clear();
  askForTitles([]);
  const isUntouched = () => !chosen.files.length && title.value === title.defaultValue;
  add(named, () => named.length === 1 && isUntouched());
}

showInterrupted(window.tus);
