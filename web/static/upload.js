// Sends an upload and shows its progress. Without this script the browser sends the form itself.
import { showRefusal } from './messages.js';

const page = document.querySelector('main');
let sending;

function swapForm(form, answer) {
  // The server's form with its messages, but with the file that was chosen in the old one.
  const files = form.querySelector('input[type="file"]').files;
  const fresh = answer.querySelector('form.upload');
  form.replaceWith(fresh);
  document.title = answer.title; // says that there is an error
  fresh.querySelector('input[type="file"]').files = files;
  fresh.querySelector('.error-summary')?.focus();
}

function finish(form, request) {
  const answer = new DOMParser().parseFromString(request.responseText, 'text/html');
  if (request.status < 400) location.assign(request.getResponseHeader('Location') ?? request.responseURL);
  else if (answer.querySelector('form.upload')) swapForm(form, answer);
  else showRefusal(stop(form), answer, form.dataset.trouble);
}

function stop(form, words = form.dataset.trouble) {
  form.querySelector('.upload-progress').hidden = true;
  form.querySelector('button.primary').disabled = false;
  form.querySelector('.status').textContent = '';
  const trouble = form.querySelector('.trouble');
  trouble.textContent = words;
  return trouble;
}

function send(form) {
  const request = new XMLHttpRequest();
  const status = form.querySelector('.status');
  const progress = form.querySelector('progress');
  const percent = form.querySelector('.percent');
  sending = request;
  request.upload.addEventListener('progress', (event) => {
    if (!event.lengthComputable) return;
    progress.value = (event.loaded / event.total) * 100;
    percent.textContent = new Intl.NumberFormat(document.documentElement.lang, { style: 'percent' }).format(event.loaded / event.total);
  });
  request.upload.addEventListener('load', () => {
    status.textContent = form.dataset.checking;
    progress.removeAttribute('value'); // how long the check takes is not known
  });
  request.addEventListener('load', () => {
    // Before the page is left: otherwise the browser would ask whether to leave a running upload.
    sending = undefined;
    finish(form, request);
  });
  request.addEventListener('error', () => stop(form));
  request.addEventListener('abort', () => stop(form, form.dataset.stopped));
  request.addEventListener('loadend', () => { sending = undefined; });
  request.open('POST', form.getAttribute('action') || location.href);
  request.setRequestHeader('X-Requested-With', 'XMLHttpRequest');
  request.send(new FormData(form));

  form.querySelector('.trouble').textContent = '';
  status.textContent = form.dataset.sending;
  progress.value = 0;
  percent.textContent = '';
  form.querySelector('.upload-progress').hidden = false;
  form.querySelector('button.primary').disabled = true;
}

// The server would say so only after the whole file has arrived.
function lacksTitle(form) {
  const title = form.querySelector('[name="title"]');
  const missing = form.querySelector('input[type="file"]').files.length > 0 && !title.value.trim();
  title.setCustomValidity(missing ? form.dataset.untitled : '');
  title.addEventListener('input', () => title.setCustomValidity(''), { once: true });
  if (missing) title.reportValidity();
  return missing;
}

page.addEventListener('submit', (event) => {
  if (!event.target.matches('form.upload')) return;
  event.preventDefault();
  if (!sending && !lacksTitle(event.target)) send(event.target);
});

// During an upload, Cancel stops it. Otherwise Cancel is an ordinary link.
page.addEventListener('click', (event) => {
  if (!sending || !event.target.closest('.choices a')) return;
  event.preventDefault();
  sending.abort();
});

window.addEventListener('beforeunload', (event) => {
  if (!sending) return;
  event.preventDefault();
  event.returnValue = '';
});
