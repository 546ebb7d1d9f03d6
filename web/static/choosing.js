// A list of which several rows may be chosen: chooses all, and says how many are chosen. Works without this script too.
const numbers = new Intl.NumberFormat(document.documentElement.lang);
const ticksOf = (form) => [...form.querySelectorAll('input[type="checkbox"][name]')];

function show(form) {
  const ticks = ticksOf(form);
  const chosen = ticks.filter((tick) => tick.checked).length;
  const words = form.querySelector('[data-chosen]');
  const { none, one, more } = words.dataset;
  words.textContent = chosen > 1 ? more.replace('{number}', numbers.format(chosen)) : chosen ? one : none;
  for (const button of form.querySelectorAll('.chosen .choices button')) button.disabled = !chosen;
  const all = form.querySelector('[data-all]');
  all.closest('label').hidden = false;
  all.checked = chosen === ticks.length;
  all.indeterminate = chosen > 0 && chosen < ticks.length;
}

function showAll() {
  document.querySelectorAll('form.choosing').forEach(show);
}

document.addEventListener('change', (event) => {
  const form = event.target.closest('form.choosing');
  if (!form) return;
  if ('all' in event.target.dataset) ticksOf(form).forEach((tick) => { tick.checked = event.target.checked; });
  show(form);
});
// A search brings another list, and the browser may have kept what was chosen.
new MutationObserver(showAll).observe(document.querySelector('main'), { childList: true, subtree: false });
window.addEventListener('pageshow', showAll);
showAll();
