// Goes on where the guest was. The server keeps the place. The tab keeps it from one page to the next, because the next
// page is made before this one can tell the server that it closes.
const KEY = `place:${location.pathname}`;
// A guest who stopped this close to the end has seen it all.
const NEAR_END_SECONDS = 5;

const fileOf = (address) => (address ? new URL(address).searchParams.get('file') : null);

// The browser may refuse storage. Then the place is the one that the server had.
export function keepPlace(player) {
  const place = [player.dataset.guest, fileOf(player.currentSrc), player.currentTime];
  try { sessionStorage.setItem(KEY, JSON.stringify(place)); } catch { /* see above */ }
}

// Only that of the same guest, in the same recording.
function takePlace(player) {
  try {
    const [guest, file, place] = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
    const isShown = [...player.querySelectorAll('source')].some((source) => fileOf(source.src) === file);
    return guest === player.dataset.guest && isShown ? place : 0;
  } catch { return 0; }
}

export function goOn(player) {
  const place = takePlace(player) || Number(player.dataset.place ?? 0);
  if (!(place > 0)) return;
  const seek = () => {
    if (player.currentTime < place && place < player.duration - NEAR_END_SECONDS) player.currentTime = place;
  };
  if (player.readyState >= HTMLMediaElement.HAVE_METADATA) seek();
  else player.addEventListener('loadedmetadata', seek, { once: true });
}
