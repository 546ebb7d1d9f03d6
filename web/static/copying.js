// Buttons that put an address or a message on the clipboard, or hand it to the device's own way of sending.
import { announce } from './messages.js';

const SHOWN_MS = 3_000;

export function showCopyButtons(root) {
  for (const button of root.querySelectorAll('button[data-copy]')) {
    button.hidden = false;
    const input = button.parentElement.querySelector('.address');
    if (button.closest('.links')) input.hidden = true; // long addresses make the table hard to read
  }
  for (const button of root.querySelectorAll('button[data-send]')) button.hidden = !navigator.share;
}

// If the browser refuses the clipboard, or has none on plain http, the text is shown and selected.
async function copy(button) {
  const { copied, refused } = button.closest('[data-copied]').dataset;
  const label = button.querySelector('[data-words]');
  const status = button.closest('.row-actions, .to-copy').querySelector('[role="status"]');
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    const text = button.parentElement.querySelector('.address');
    text.hidden = false;
    text.focus();
    text.select();
    status.classList.remove('visually-hidden');
    announce(status, refused);
    return;
  }
  // People who see the page read it on the button.
  status.classList.add('visually-hidden');
  announce(status, copied);
  label.dataset.words ||= label.textContent;
  label.textContent = copied;
  setTimeout(() => { label.textContent = label.dataset.words; }, SHOWN_MS);
}

// The message holds the address. With both, many programs would send it twice.
function send({ dataset }) {
  const text = document.querySelector('#invitation').value;
  navigator.share({ title: dataset.send, text }).catch(() => { /* closed again */ });
}

document.addEventListener('click', ({ target }) => {
  const button = target.closest('button[data-copy], button[data-send]');
  if (button) (button.dataset.copy === undefined ? send : copy)(button);
});
