// After everything else: what the run must not have left behind.
import fs from 'node:fs';
import path from 'node:path';
import { inRun, read } from '../support/run.js';
import { noted, spellings } from '../support/secrets.js';
import { run } from '../support/server.js';
import { expect, test } from '../support/test.js';

const servers = () => fs.readdirSync(inRun('servers')).map((file) => read(`servers/${file}`));
const short = (text) => `${text.slice(0, 2)}… (${text.length} characters)`;

test('no secret that was used stands in any log', async () => {
  const secrets = noted();
  expect(secrets.length).toBeGreaterThan(50);
  const found = [];
  for (const server of servers()) {
    // the times of the lines have six digits, too
    const log = everything(server).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z?/g, '');
    for (const secret of secrets) {
      for (const text of spellings(secret)) {
        const at = position(log, text);
        if (at >= 0) found.push(`${server.name}: ${secret.kind} ${short(text)}: ${log.slice(log.lastIndexOf('\n', at) + 1, at)}`);
      }
    }
  }
  expect(found).toEqual([]);
});

// What it told whoever started it, but for the one link that it is there to tell, and its log.
const everything = (server) => fs.readFileSync(server.said, 'utf8').replace(/\/admin\/setup\/\S+/g, '') + fs.readFileSync(server.log, 'utf8');

// Where `text` stands by itself: six digits in the middle of a longer number are not the code.
function position(log, text) {
  for (let at = log.indexOf(text); at >= 0; at = log.indexOf(text, at + 1)) {
    const around = `${log[at - 1] ?? ' '}${log[at + text.length] ?? ' '}`;
    if (!/^\d+$/.test(text) || !/[\d.]/.test(around)) return at;
  }
  return -1;
}

test('nothing that must be sealed or hashed lies in the database in clear', async () => {
  const sealed = noted().filter(({ kind, value }) => kind !== 'code' && !(kind === 'address' && !value.includes('@private.example')));
  const found = [];
  for (const server of servers()) {
    const data = path.join(server.home, 'data');
    if (!fs.existsSync(data)) continue;
    for (const file of fs.readdirSync(data)) {
      const bytes = fs.readFileSync(path.join(data, file)).toString('latin1');
      for (const secret of sealed) {
        const text = Buffer.from(secret.value).toString('latin1');
        if (bytes.includes(text)) found.push(`${server.name}/${file}: ${secret.kind} ${short(text)}`);
      }
    }
  }
  expect(found).toEqual([]);
});

test('no server met a fault of its own', async () => {
  for (const server of servers()) {
    const log = fs.readFileSync(server.log, 'utf8');
    const faults = log.split("\n").filter((line) => / ERROR /.test(line) || /panicked|a fault in the program/.test(line));
    expect(faults, server.name).toEqual([]);
  }
});

test('the audit log holds together', async () => {
  for (const server of servers().filter((one) => !one.practice)) {
    const { code, said } = await run(['audit', 'verify', '--config', server.config], server);
    expect(code, said).toBe(0);
  }
});
