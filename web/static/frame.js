// The time of the small player goes into the field, and a typed time moves the player. Without this script the time is
// typed (contract 8.64).

const form = document.querySelector('form.frame');
const video = form.querySelector('video');
const field = form.querySelector('input[name="at"]');

// In milliseconds, rounded down: a little less than where the picture begins still means this picture.
function shown(seconds) {
  const whole = Math.floor(seconds * 1000) / 1000;
  const minutes = Math.floor(whole / 60);
  return `${minutes}:${(whole - minutes * 60).toFixed(3).padStart(6, '0')}`;
}

function typed(text) {
  const parts = text.trim().replace(',', '.').split(':').map(Number);
  return parts.reduce((sum, part) => sum * 60 + part, 0);
}

const isShown = () => !video.hidden && video.readyState >= HTMLMediaElement.HAVE_METADATA;

function sayUnplayable() {
  video.hidden = form.querySelector('[data-playable]').hidden = true;
  form.querySelector('[data-unplayable]').hidden = false;
}

// Of a file that it half knows, a browser plays the sound alone. It may have found out before this script ran.
function judge() {
  if (video.networkState === HTMLMediaElement.NETWORK_NO_SOURCE || (isShown() && !video.videoWidth)) sayUnplayable();
}

// Not when the page is opened: a refused form keeps what was typed.
for (const event of ['timeupdate', 'seeked']) {
  video.addEventListener(event, () => {
    if (document.activeElement !== field) field.value = shown(video.currentTime);
  });
}
field.addEventListener('change', () => {
  const seconds = typed(field.value);
  if (Number.isFinite(seconds)) video.currentTime = seconds;
});
// A person who has not played it means the picture that it shows now.
form.addEventListener('submit', () => {
  if (isShown()) field.value ||= shown(video.currentTime);
});
video.addEventListener('loadedmetadata', judge);
// Errors of a <source> do not bubble. The state changes only after the event of the last one.
video.addEventListener('error', () => setTimeout(judge), true);
judge();
