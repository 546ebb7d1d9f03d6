// What this browser began to upload and did not finish. The server still has it, for a day.
import { Line } from './upload-line.js';

const GONE = [404, 410];
const area = document.querySelector('.uploads');

export async function showInterrupted({ defaultOptions: { urlStorage } }) {
  for (const { uploadUrl, urlStorageKey, metadata } of await urlStorage.findAllUploads()) {
    const headers = { 'Tus-Resumable': '1.0.0', 'X-CSRFToken': area.dataset.token };
    const ask = (method) => fetch(uploadUrl, { method, headers });
    const forget = () => urlStorage.removeUpload(urlStorageKey);
    // If the server does not remove it now, the next page offers that once more.
    const remove = async () => {
      const answer = await ask('DELETE').catch(() => null);
      if (answer?.ok || GONE.includes(answer?.status)) forget();
    };
    const answer = await ask('HEAD').catch(() => null);
    const isGone = GONE.includes(answer?.status) || answer?.headers.has('Media-Location');
    if (isGone) forget();
    else if (answer?.ok) show(metadata.title || metadata.filename, uploadUrl, remove);
  }
}

function show(name, address, remove) {
  const line = new Line(area, name);
  line.root.dataset.upload = address;
  line.trouble(line.words.interrupted, 'cancel');
  line.control('cancel').addEventListener('click', () => {
    remove();
    line.remove();
  });
}

// The line of this upload, which goes on now.
export function lineOf(address) {
  return [...area.querySelectorAll('[data-upload]')].find((line) => line.dataset.upload === address);
}
