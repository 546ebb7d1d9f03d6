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
// Without room below its button, a panel opens above it, so that nothing has to move. `toggle` does not bubble, so this
// listens while capturing.
document.addEventListener('toggle', ({ target }) => {
  if (!target.matches('details.drawer[open]')) return;
  const panel = target.querySelector('.panel');
  panel.classList.remove('above');
  const seen = target.closest('dialog')?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight };
  const { bottom, height } = panel.getBoundingClientRect();
  const roomAbove = target.getBoundingClientRect().top - Math.max(seen.top, 0);
  panel.classList.toggle('above', bottom > Math.min(seen.bottom, innerHeight) && height < roomAbove);
  panel.scrollIntoView({ block: 'nearest' });
}, true);
