// The stream of events of a visit: what the server says about the item, and the sign of life of this page (contract 3.46).
// A browser has six connections to a site by HTTP/1.1, so of the pages of one link, the one with the lock has a stream.

// Some proxies keep an answer back until it ends. The server says something every 15 seconds.
const FIRST_MS = 5_000;
const SILENT_MS = 40_000;
// What was cut off sooner than this would be cut off again.
const SHORT_MS = 20_000;
const LATER_MS = 30_000;

export class Presence {
  constructor(address, { onSign, onOver }) {
    Object.assign(this, { address, onSign, onOver });
    // Whether no heartbeats are needed: the stream is open, or is about to be.
    this.isHeld = false;
    this.wish = null;
  }

  want(isWanted) {
    if (isWanted === Boolean(this.wish)) return;
    this.wish?.abort();
    this.wish = isWanted ? new AbortController() : null;
    this.isHeld = false;
    if (!isWanted || !navigator.locks) return;
    const { signal } = this.wish;
    const name = `guestlink:${location.pathname}`;
    navigator.locks.request(name, { signal }, () => this.listen(signal)).catch(() => { /* not wanted any more */ });
  }

  async listen(signal) {
    this.isHeld = true;
    while (!signal.aborted) {
      const began = performance.now();
      this.retryMs = 0;
      await this.read(signal).catch(() => { /* cut off, or no network */ });
      const hasLasted = this.retryMs > 0 && performance.now() - began > SHORT_MS;
      this.isHeld = hasLasted && !signal.aborted;
      await sleep(hasLasted ? this.retryMs : LATER_MS * (1 + Math.random()), signal);
    }
  }

  // Until the stream ends. Rejects when it is cut off.
  async read(signal) {
    const attempt = new AbortController();
    const cut = () => attempt.abort();
    signal.addEventListener('abort', cut);
    let timer = setTimeout(cut, FIRST_MS);
    try {
      const answer = await fetch(this.address, { signal: attempt.signal, cache: 'no-store', credentials: 'same-origin' });
      if (answer.status === 410) this.onOver();
      if (answer.status !== 200) return;
      const reader = answer.body.getReader();
      const decoder = new TextDecoder();
      let text = '';
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        clearTimeout(timer);
        timer = setTimeout(cut, SILENT_MS);
        text += decoder.decode(piece.value, { stream: true });
        const lines = text.split('\n');
        text = lines.pop();
        for (const line of lines) this.heed(line);
      }
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', cut);
    }
  }

  heed(line) {
    const [, field, value] = /^(\w+): (.*)$/.exec(line) ?? [];
    if (field === 'retry') this.retryMs = Number(value);
    if (field !== 'data') return;
    this.isHeld = true;
    const sign = JSON.parse(value);
    if (sign.ended) this.onOver();
    else this.onSign(sign);
  }
}

function sleep(ms, signal) {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    setTimeout(resolve, ms);
    signal.addEventListener('abort', resolve, { once: true });
  });
}
