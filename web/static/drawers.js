// The parts of a page that open below a button: *Share* and *More actions*.
function closeDrawers(at) {
  for (const drawer of document.querySelectorAll('details.drawer[open]')) {
    if (!drawer.contains(at)) drawer.open = false;
  }
}

document.addEventListener('click', ({ target }) => closeDrawers(target));
document.addEventListener('keydown', (event) => {
  const drawer = event.key === 'Escape' && event.target.closest?.('details.drawer[open]');
  if (!drawer) return;
  event.preventDefault(); // the window around it stays
  drawer.open = false;
  drawer.querySelector('summary').focus();
});
// A drawer must not cover the control that has the focus now. This does not listen to `focusout`, which comes between
// pressing and releasing the mouse: the page would move under the pointer when the drawer closes.
document.addEventListener('keyup', ({ key, target }) => { if (key === 'Tab') closeDrawers(target); });
// A drawer may open below the visible part of the page. `toggle` does not bubble, so this listens while capturing.
document.addEventListener('toggle', ({ target }) => {
  if (target.matches('details.drawer[open]')) target.querySelector('.panel').scrollIntoView({ block: 'nearest' });
}, true);
