// Every secret that a test uses is noted here, so that the last test can look for each of them in
// everything that the servers wrote.
import fs from 'node:fs';
import { inRun } from './run.js';

export function note(kind, value) {
  if (value) fs.appendFileSync(inRun('secrets.jsonl'), `${JSON.stringify({ kind, value })}\n`, { mode: 0o600 });
  return value;
}

export function noted() {
  const lines = fs.readFileSync(inRun('secrets.jsonl'), 'utf8').trim().split('\n');
  const seen = new Map(lines.map((line) => [line, JSON.parse(line)]));
  return [...seen.values()];
}

// As it could stand in a log: as it is, in a form's body, in JSON, in Base64.
export function spellings({ kind, value }) {
  const bare = value.replace(/[\s-]/g, '');
  return [
    ...new Set([
      value,
      encodeURIComponent(value),
      encodeURIComponent(value).replace(/%20/g, '+'),
      JSON.stringify(value).slice(1, -1),
      Buffer.from(value).toString('base64').replace(/=+$/, ''),
      ...(kind === 'password' ? [] : [bare]),
    ]),
  ].filter((text) => text.length >= 6);
}
