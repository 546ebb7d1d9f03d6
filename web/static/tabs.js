// Where the tabs of the admin scroll in one row, the one of this page is in view, and so is the one with the focus:
// browsers leave it where it is if they see its edge.
const row = document.querySelector('.admin-nav ul');

function bringIntoView(tab) {
  const [place, view] = [tab, row].map((part) => part.getBoundingClientRect());
  row.scrollBy({ left: (place.left + place.right - view.left - view.right) / 2 });
}

const current = row?.querySelector('[aria-current]');
if (current) bringIntoView(current);
// Under a mouse button it stays: the click would end on another tab.
row?.addEventListener('focusin', ({ target }) => { if (target.matches(':focus-visible')) bringIntoView(target); });
