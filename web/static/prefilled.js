// Text that one would rather replace than correct, and text that one can only copy, is selected when its field first gets the
// focus, and when it is first pressed. `data-prefilled` holds the text that the field was filled with: what a person has typed
// is never selected.
const done = { focusin: new WeakSet(), click: new WeakSet() };

function isWhole(field) {
  return field.matches('input, textarea') && (field.readOnly || field.dataset.prefilled === field.value) && field.value !== '';
}

function select({ type, target: field }) {
  if (!isWhole(field) || done[type].has(field)) return;
  done[type].add(field);
  const whole = () => field.setSelectionRange(0, field.value.length);
  if (type === 'focusin') whole();
  // Only after the click, the browser puts the cursor there. A person who has marked a part of the text wants that part.
  else setTimeout(() => { if (field.selectionStart === field.selectionEnd) whole(); });
}

document.addEventListener('focusin', select);
document.addEventListener('click', select);
