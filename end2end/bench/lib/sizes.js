// What the browser's two programs weigh, as they are sent, and what they may weigh.
import fs from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

// Script and program, in bytes: beyond this the build is refused, so that they do not grow unseen.
export const LIMITS = { people: 120_000, console: 620_000 };
// What they are to come to.
export const AIMS = { people: 200_000, console: 450_000 };

export function weighHalves(folder) {
  return Object.entries(LIMITS).map(([half, limit]) => {
    const files = [`${half}.js`, `${half}_bg.wasm`].map((name) => fs.readFileSync(path.join(folder, name)));
    const [raw, sent] = [files, files.map(compressed)].map((list) => list.reduce((sum, { length }) => sum + length, 0));
    return { half, raw, sent, limit };
  });
}

// As the server's build does it.
function compressed(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params });
}

export const kB = (bytes) => `${Math.ceil(bytes / 1000)} kB`;

export const said = ({ half, raw, sent, limit }) => `${half}: ${kB(sent)} as brotli (at most ${kB(limit)}), ${kB(raw)} unpacked`;

export const tooHeavy = (halves) => halves.filter(({ sent, limit }) => sent > limit);
