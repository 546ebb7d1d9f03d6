// Says beside a field what is wrong with it, as the server does in a form that it refuses (_fields.html).
const fieldOf = (input) => input.closest('.field');

export function showError(input, words) {
  clearError(input);
  const error = document.createElement('p');
  error.id = `${input.id}-error`;
  error.className = 'error';
  error.textContent = words;
  input.before(error);
  fieldOf(input).classList.add('has-error');
  input.setAttribute('aria-invalid', 'true');
  input.setAttribute('aria-describedby', [...describing(input), error.id].join(' '));
  input.focus();
}

export function clearError(input) {
  fieldOf(input).querySelector('.error')?.remove();
  fieldOf(input).classList.remove('has-error');
  input.removeAttribute('aria-invalid');
  const others = describing(input);
  if (others.length) input.setAttribute('aria-describedby', others.join(' '));
  else input.removeAttribute('aria-describedby');
}

// The ids of what else is said of it, like its hint.
function describing(input) {
  return (input.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id && !id.endsWith('-error'));
}
