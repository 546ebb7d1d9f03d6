// One request at a time: who asks for something else does not wait for the first answer any more. The browser itself
// would wait for minutes where the network is gone.
const PATIENCE_MS = 15_000;
let latest;

// Resolves to the answer and its page, or to nothing if it was given up. `place` is what is marked as busy meanwhile.
export async function ask(url, request, place) {
  giveUp();
  const abort = new AbortController();
  const mine = { abort, place, isForm: request.method === 'POST', limit: setTimeout(() => abort.abort(), PATIENCE_MS) };
  latest = mine;
  place?.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(url, { credentials: 'same-origin', signal: abort.signal, ...request });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return latest === mine ? { answer, page } : null;
  } catch (trouble) {
    if (latest !== mine) return null;
    throw trouble;
  } finally {
    if (latest === mine) giveUp();
  }
}

// A form that was sent is not stopped, as the server may be at work on it. Only its answer is left alone.
export function giveUp() {
  if (!latest) return;
  clearTimeout(latest.limit);
  latest.place?.removeAttribute('aria-busy');
  if (!latest.isForm) latest.abort.abort();
  latest = undefined;
}

// Whether a form is on its way. Sent once more, it could do its work twice.
export const isSendingForm = () => Boolean(latest?.isForm);
