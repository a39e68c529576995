// One run of the suite: a directory of its own below the system's temporary one, found by all workers
// through the environment, with what they must know from each other as small files.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

export function beginRun() {
  process.env.LATCHKEY_TEST_RUN = fs.mkdtempSync(path.join(os.tmpdir(), 'latchkey-e2e.'));
  for (const part of ['servers', 'taken']) fs.mkdirSync(inRun(part));
  return process.env.LATCHKEY_TEST_RUN;
}

export function inRun(...parts) {
  const run = process.env.LATCHKEY_TEST_RUN;
  if (!run) throw new Error('LATCHKEY_TEST_RUN is not set: start the tests with `npx playwright test`');
  return path.join(run, ...parts);
}

export function write(name, value) {
  fs.writeFileSync(inRun(name), JSON.stringify(value, null, 1), { mode: 0o600 });
}

export function read(name) {
  return JSON.parse(fs.readFileSync(inRun(name), 'utf8'));
}

// A number that nobody else in this run gets.
export function next(counter) {
  for (let number = 1; ; number++) {
    try {
      fs.closeSync(fs.openSync(inRun('taken', `${counter}-${number}`), 'wx'));
      return number;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
}

export async function until(what, check, seconds = 20, pause = 100) {
  const end = Date.now() + seconds * 1000;
  for (let last; ; ) {
    try {
      const found = await check();
      if (found) return found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}${last ? `: ${last.message}` : ''}`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
