// What the programs may weigh is refused beyond. Run by `node --test end2end/bench/lib/`.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { LIMITS, said, tooHeavy, weighHalves } from './sizes.js';

function folder(weights) {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), 'sizes.'));
  for (const [half, bytes] of Object.entries(weights)) {
    fs.writeFileSync(path.join(made, `${half}.js`), '// small');
    // nothing makes it smaller
    fs.writeFileSync(path.join(made, `${half}_bg.wasm`), randomBytes(bytes));
  }
  return made;
}

test('a program beyond its limit is named', () => {
  const within = weighHalves(folder({ people: 1000, console: 1000 }));
  assert.deepEqual(tooHeavy(within), []);
  const beyond = weighHalves(folder({ people: 1000, console: LIMITS.console }));
  assert.deepEqual(tooHeavy(beyond).map(({ half }) => half), ['console']);
  assert.match(said(beyond[0]), /^people: 2 kB as brotli \(at most 120 kB\), 2 kB unpacked$/);
});

test('one that was not built is no light one', () => {
  assert.throws(() => weighHalves(folder({ people: 1000 })), /console/);
});
