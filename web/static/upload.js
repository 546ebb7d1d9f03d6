// Uploads, a line for each file: of those that are dropped on "My media" (my-media.js), and of those that the form of the
// page "Upload" sends (upload-form.js). If this script cannot run, the browser sends the form itself.
import { lineOf } from './interrupted.js';
import { stateOf } from './item-state.js';
import { firstBytes, isNoRecording, Sending } from './sending.js';
import { Line } from './upload-line.js';

// The others wait for their turn.
const AT_ONCE = 3;
const ASK_STATE_MS = 2_000;
const area = document.querySelector('.uploads');
const { endpoint, library, page, largest, replaces } = area.dataset;
// The library is no module: it puts itself into the window.
await import(library);
const { tus } = window;
if (!tus.isSupported) throw new Error('this browser cannot send parts of files');
const uploads = new Set();
let { token } = area.dataset;

class Upload {
  constructor(file, title, mayLead) {
    Object.assign(this, { file, title, mayLead, line: new Line(area, title || file.name), state: 'waiting' });
    this.line.root.addEventListener('click', (event) => this.act(event.target.closest('[data-do]')?.dataset.do));
    this.line.say(this.line.words.turn, { isNews: false });
    uploads.add(this);
  }

  // What will not do is said before a byte is sent.
  async refusal() {
    const { words } = this.line;
    if (!this.file.size) return words.empty;
    if (this.file.size > Number(largest)) return words.large;
    const bytes = await firstBytes(this.file);
    if (!bytes) return words.unreadable;
    return isNoRecording(bytes) ? words.neither : null;
  }

  async begin() {
    this.state = 'sending';
    const refusal = await this.refusal();
    // It may have been cancelled meanwhile, here and below.
    if (this.state !== 'sending') return;
    if (refusal) {
      this.refuse(0, refusal);
      return;
    }
    this.line.begin();
    this.sending = new Sending(tus, this.file, { endpoint, title: this.title, replaces, token, told: this });
    this.sending.start();
  }

  // The five things that `Sending` tells.
  progress(sent, total) {
    lineOf(this.sending.upload.url)?.remove();
    if (sent < total) this.line.sending(sent, total);
    else this.line.checking();
  }

  waiting(why) {
    this.line.waiting(why);
  }

  done(item) {
    this.leave('done');
    if (!uploads.size && this.mayLead()) location.assign(item);
    else {
      this.line.added(item, token);
      this.follow(item);
    }
  }

  async refused(status, words, isBeginning) {
    // Signed out, or in again in another tab: then there is a new token.
    const hasNewToken = status === 403 && !this.hasRenewed && (await renewToken());
    if (this.state !== 'sending') return;
    if (hasNewToken) {
      this.hasRenewed = true;
      this.sending.again(token, this.title);
      return;
    }
    const isTitle = status === 422 && isBeginning;
    this.refuse(isTitle ? 0 : status, words);
    if (isTitle) this.line.askForTitle(this.title);
  }

  unreadable() {
    this.sending = null;
    this.refuse(0, this.line.words.unreadable);
  }

  refuse(status, words) {
    this.leave('refused');
    const again = this.sending && status !== 422 && status !== 413 ? ['again'] : [];
    if (status === 403) {
      this.line.control('sign-in').href = area.dataset.signIn;
      again.push('sign-in');
    }
    this.line.trouble(words, ...again, this.sending?.upload.url && again.length ? 'cancel' : 'hide');
  }

  // The page of the item tells how far it is, if it has to be prepared. Nobody hears of a line that was hidden meanwhile.
  async follow(item) {
    const { state, progress, reason, isGone, waitsFor } = await stateOf(`${item}/state`);
    if (!this.line.root.isConnected) return;
    if (waitsFor) this.line.waiting(waitsFor);
    else if (state === 'preparing') this.line.preparing(progress ?? 0);
    else if (state === 'ready') this.line.ready();
    else this.line.trouble(isGone ? this.line.words.gone : reason, 'open', 'hide');
    if (waitsFor || state === 'preparing') setTimeout(() => this.follow(item), ASK_STATE_MS);
  }

  act(what) {
    if (what === 'cancel') this.cancel();
    else if (what === 'hide') this.line.remove();
    else if (what === 'again') this.again();
  }

  async again() {
    this.state = 'sending';
    this.hasRenewed = false;
    this.title = this.line.title || this.title;
    this.line.begin();
    uploads.add(this);
    await renewToken();
    if (this.state === 'sending') this.sending.again(token, this.title);
  }

  cancel() {
    this.leave('cancelled');
    this.line.trouble(this.line.words.cancelled, 'hide');
    this.sending?.cancel();
  }

  leave(state) {
    this.state = state;
    uploads.delete(this);
    beginNext();
  }
}

function beginNext() {
  const sending = [...uploads].filter((each) => each.state === 'sending').length;
  const waiting = [...uploads].filter((each) => each.state === 'waiting');
  waiting.slice(0, Math.max(0, AT_ONCE - sending)).forEach((each) => each.begin());
}

// Whether there is another one than before.
async function renewToken() {
  try {
    const answer = await fetch(page, { credentials: 'same-origin' });
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('.uploads')?.dataset.token;
    const isOther = Boolean(fresh) && fresh !== token;
    token = fresh ?? token;
    return isOther;
  } catch {
    return false;
  }
}

// Several files at once, each with its title.
// `mayLead`: whether the person may be led to the item, if nothing else is being sent.
export function add(files, mayLead = () => false) {
  for (const { file, title } of files) new Upload(file, title, mayLead);
  beginNext();
}

addEventListener('beforeunload', (event) => {
  if (!uploads.size) return;
  event.preventDefault();
  event.returnValue = '';
});
