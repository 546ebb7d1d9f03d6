// What can be chosen of a live stream: a quality, and the sound of another language.
export class LiveChoices {
  // `hls`: gives the player of hls.js that plays now, or null where the browser plays by itself.
  constructor(controls, hls) {
    this.hls = hls;
    this.quality = controls.querySelector('.quality');
    this.audio = controls.querySelector('.audio');
    selectOf(this.quality).addEventListener('change', ({ target }) => { hls().nextLevel = Number(target.value); });
    selectOf(this.audio).addEventListener('change', ({ target }) => { hls().audioTrack = Number(target.value); });
  }

  show() {
    const { levels = [], audioTracks = [], manualLevel, audioTrack } = this.hls() ?? {};
    fill(this.quality, levels, (level) => level.name ?? (level.height ? `${level.height}p` : `${Math.round(level.bitrate / 1000)} kbit/s`));
    fill(this.audio, audioTracks, soundName);
    // What was chosen, or -1. `nextLevel` is that of the next segment, which may have been fetched before the choice.
    if (levels.length > 1) selectOf(this.quality).value = manualLevel;
    if (audioTracks.length > 1) selectOf(this.audio).value = audioTrack;
  }
}

function selectOf(field) {
  return field.querySelector('select');
}

// ffmpeg calls its sounds audio_0 and audio_1 unless it is told otherwise.
function soundName({ name = '', lang = '' }) {
  let language = '';
  try { language = lang && new Intl.DisplayNames([document.documentElement.lang], { type: 'language' }).of(lang); } catch { /* no known language */ }
  const isTelling = name && !/^audio_\d+$/.test(name) && name.toLowerCase() !== language.toLowerCase();
  return [language, isTelling && name].filter(Boolean).join(' · ') || name || lang;
}

function fill(field, choices, nameOf) {
  field.hidden = choices.length < 2;
  const select = field.querySelector('select');
  const names = choices.map(nameOf);
  const shown = [...select.options].filter((option) => option.value !== '-1').map((option) => option.textContent);
  if (names.join('\n') === shown.join('\n')) return;
  for (const option of [...select.options]) if (option.value !== '-1') option.remove();
  select.append(...names.map((name, number) => new Option(name, String(number))));
}
