// Sends one file by tus, and goes on by itself after whatever may pass: a lost network, a closed lid, a new server.
const PAUSES_MS = [1_000, 2_000, 5_000, 10_000, 20_000];
// A request that was refused for a moment is sent again. Any other refusal is for the person to read.
const PASSING = new Set([408, 409, 423, 429, 502, 503, 504]);
const ITEM = 'Media-Location';

// The first bytes of files that cannot be recordings. Whether another file can is found out when it has come.
const NEVER_RECORDINGS = ['25504446', '504b0304', '504b0506', '377abcaf', '52617221', '7f454c46', '4d5a9000'];

// Nothing can be read of a folder, nor of a file that was moved or has changed since it was chosen.
export async function firstBytes(file) {
  try {
    return new Uint8Array(await file.slice(0, 4).arrayBuffer());
  } catch {
    return null;
  }
}

export function isNoRecording(bytes) {
  return NEVER_RECORDINGS.includes([...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
}

// As the server makes it of a file without a title: no folder, no ending, spaces for _ and -.
export function titleOf(name) {
  const stem = name.split(/[/\\]/).pop().replace(/(.)\.[^.]*$/u, '$1');
  // Of characters, not of their halves.
  return [...stem.replace(/[\s_-]+/gu, ' ').trim()].slice(0, 100).join('').trim();
}

export class Sending {
  // `told` has a function for each thing that may happen: progress, waiting, done, refused, unreadable.
  // `replaces`: the id of the item whose file is replaced, if one is.
  constructor(tus, file, { endpoint, title, replaces, token, told }) {
    Object.assign(this, { file, endpoint, replaces, told, tries: 0, isOver: false });
    this.upload = new tus.Upload(file, {
      endpoint,
      headers: { 'X-CSRFToken': token },
      metadata: { filename: file.name, title, ...(replaces && { replaces }) },
      // By itself it would begin anew after any answer but one to the question how much has come.
      retryDelays: [],
      removeFingerprintOnSuccess: true,
      onProgress: (sent, total) => this.progress(sent, total),
      onSuccess: ({ lastResponse }) => this.finish(lastResponse.getHeader(ITEM)),
      onError: (error) => this.fail(error),
    });
    this.goOn = this.goOn.bind(this);
    this.pause = this.pause.bind(this);
  }

  // Goes on with what this browser has sent of the same file before, if the server still has it.
  async start() {
    addEventListener('online', this.goOn);
    addEventListener('offline', this.pause);
    const [earlier] = (await this.upload.findPreviousUploads()).filter((each) => each.metadata?.replaces === this.replaces).sort((a, b) => b.creationTime.localeCompare(a.creationTime));
    if (earlier && !this.upload.url) this.upload.resumeFromPreviousUpload(earlier);
    this.goOn();
  }

  // The token belongs to the sign-in, and somebody may have signed in again.
  again(token, title) {
    this.upload.options.headers['X-CSRFToken'] = token;
    this.upload.options.metadata.title = title;
    this.isOver = false;
    this.tries = 0;
    this.start();
  }

  async cancel() {
    this.stop();
    try {
      await this.upload.abort(true);
    } catch {
      // It is removed a day later (contract 8.45).
    }
  }

  progress(sent, total) {
    if (sent) this.tries = 0;
    this.told.progress(sent, total);
  }

  pause() {
    clearTimeout(this.timer);
    this.upload.abort();
    this.told.waiting('network');
  }

  goOn() {
    if (this.isOver) return;
    clearTimeout(this.timer);
    this.upload.abort();
    // Without an endpoint, it asks how much has come and begins no other upload.
    this.upload.options.endpoint = this.upload.url ? null : this.endpoint;
    this.upload.start();
  }

  finish(item) {
    this.stop();
    this.told.done(item);
  }

  fail(error) {
    if (this.isOver) return;
    const answer = error.originalResponse;
    const method = error.originalRequest?.getMethod();
    const status = answer?.getStatus();
    if (method === 'HEAD' && (status === 404 || status === 410)) {
      // It is over, or was cancelled in another tab.
      this.upload.url = null;
      this.goOn();
      return;
    }
    // An answer in words is ours. Nothing has been sent yet, so the person may decide.
    const isOurs = answer?.getHeader('Content-Type')?.startsWith('text/plain');
    const isBeginning = method === 'POST';
    if (status && !(PASSING.has(status) && !(isBeginning && isOurs))) {
      this.stop();
      // Nothing of it is left on the server.
      if (status === 422) this.forget();
      this.told.refused(status, isOurs ? answer.getBody().trim() : '', isBeginning);
      return;
    }
    if (status) this.wait('server');
    else this.breakOff();
  }

  // No answer has come. The browser may not be able to read the file any more.
  async breakOff() {
    const isReadable = await firstBytes(this.file);
    if (this.isOver) return;
    if (isReadable) this.wait('network');
    else {
      this.cancel();
      this.told.unreadable();
    }
  }

  wait(why) {
    this.told.waiting(why);
    this.timer = setTimeout(this.goOn, PAUSES_MS[Math.min(this.tries, PAUSES_MS.length - 1)]);
    this.tries += 1;
  }

  async forget() {
    for (const { uploadUrl, urlStorageKey } of await this.upload.findPreviousUploads()) {
      if (uploadUrl === this.upload.url) this.upload.options.urlStorage.removeUpload(urlStorageKey);
    }
  }

  stop() {
    this.isOver = true;
    clearTimeout(this.timer);
    removeEventListener('online', this.goOn);
    removeEventListener('offline', this.pause);
  }
}
