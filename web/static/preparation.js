// What the owner of a recording is told about its file, kept up to date while it is prepared (recording.js asks).
const section = document.querySelector('.preparation');

document.addEventListener('guestlink:prepared', ({ detail: { state, progress, failed, reason } }) => {
  const is = {
    named: failed || progress !== null,
    open: progress !== null,
    beside: progress !== null && state === 'ready',
    reason: Boolean(reason),
    stays: failed && state === 'ready',
    // What was made of it may be lost: then it is made again.
    failed: failed || state === 'unavailable',
  };
  for (const part of section.querySelectorAll('[data-if]')) part.hidden = !is[part.dataset.if];
  section.querySelector('[data-reason]').textContent = reason ?? '';
  section.hidden = ![...section.children].some((part) => !part.hidden);
});
