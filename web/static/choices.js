// Remembers in this browser how fast somebody plays, and which captions they read.
const SPEED = 'guestlink:speed';
const CAPTIONS = 'guestlink:captions';
const OFF = 'off';
// Browsers choose captions themselves when a file begins, which is nobody's choice.
const SETTLED_MS = 1_000;

// The browser may refuse storage. Then nothing is remembered.
function read(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}
function write(key, value) {
  try { localStorage.setItem(key, value); } catch { /* see above */ }
}

function showCaptions(tracks, language) {
  const all = [...tracks];
  if (!language || (language !== OFF && !all.some((track) => track.language === language))) return;
  for (const track of all) track.mode = track.language === language ? 'showing' : 'disabled';
}

export function rememberChoices(video) {
  const speed = Number(read(SPEED));
  // The browser returns to the default speed whenever it loads another file, also when guest.js takes the file away.
  if (speed >= 0.25 && speed <= 4) video.defaultPlaybackRate = video.playbackRate = speed;
  video.addEventListener('ratechange', () => {
    video.defaultPlaybackRate = video.playbackRate;
    write(SPEED, String(video.playbackRate));
  });
  const tracks = video.textTracks;
  let isSettled = false;
  showCaptions(tracks, read(CAPTIONS));
  video.addEventListener('loadedmetadata', () => {
    isSettled = false;
    showCaptions(tracks, read(CAPTIONS));
    setTimeout(() => { isSettled = true; }, SETTLED_MS);
  });
  tracks.addEventListener('change', () => {
    if (isSettled) write(CAPTIONS, [...tracks].find((track) => track.mode === 'showing')?.language ?? OFF);
  });
}
