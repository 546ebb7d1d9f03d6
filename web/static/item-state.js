// How an item is, for the scripts of an owner's open pages.
// The item is gone or of somebody else, or the person is signed out. Any other refusal passes.
const NOT_THEIRS = new Set([403, 404, 410]);

// What the server says; `isGone`; or what it waits for (`waitsFor`) until that can be known.
export async function stateOf(address) {
  try {
    const answer = await fetch(address, { cache: 'no-store', credentials: 'same-origin', headers: { Accept: 'application/json' } });
    if (answer.ok) return await answer.json();
    return NOT_THEIRS.has(answer.status) ? { isGone: true } : { waitsFor: 'server' };
  } catch {
    return { waitsFor: 'network' };
  }
}
