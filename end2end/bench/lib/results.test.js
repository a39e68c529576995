// What the benchmark says of its figures, and the commands that it prints. Run by `node --test end2end/bench/lib/`.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { mannWhitney } from './names.js';
import { writeFiles } from './raw.js';
import { repeat } from './repeat.js';
import { median, percentile, Results, typed } from './table.js';

function measured() {
  const results = new Results();
  results.row('import of 5000 accounts', '1.20 s', 'ldapsearch 1.00 s', '≤ 1.5 times: 1.20', true);
  results.row('recover page, 8 connections', '15,000/s', 'plain HTTP', '≥ 12,000/s', true);
  results.row('', 'p50 0.40 ms, p99 9.00 ms', '', 'p99 ≤ 3 ms', false);
  results.row('one recovery (13 requests)', 'p50 300 ms', '', '', undefined);
  return results;
}

test('says which aims are met and which are missed, and by what', () => {
  assert.equal(
    measured().verdict(),
    '2 of 3 aims are met: import of 5000 accounts (≤ 1.5 times: 1.20); recover page, 8 connections (≥ 12,000/s)\n' +
      'MISSED: recover page, 8 connections: p50 0.40 ms, p99 9.00 ms, and the aim is p99 ≤ 3 ms',
  );
  assert.match(measured().table(), /\| p99 ≤ 3 ms +\| NO +\|/);
});

test('a missed aim is a failure only for whoever asks for it', () => {
  assert.deepEqual([measured().exitCode(false), measured().exitCode(true)], [0, 1]);
  const good = new Results();
  good.row('a', '1', '', '1', true);
  assert.equal(good.exitCode(true), 0);
  assert.equal(good.verdict(), '1 of 1 aims are met: a (1)');
});

test('names files only while they are there', () => {
  const commands = [{ what: 'page', typed: 'wrk URL', server: 'http' }];
  const gone = repeat({ parts: [], keep: undefined, state: '/tmp/x', environment: 'export A=b', commands });
  assert.match(gone, /Start with end2end\/bench\/run --keep DIR to repeat these by hand/);
  assert.match(gone, /^ {2}wrk URL$/m);
  assert.doesNotMatch(gone, /serve --config/);
  const kept = repeat({ parts: ['page'], keep: '/tmp/x', state: '/tmp/x', environment: 'export A=b', commands });
  assert.match(kept, /^ {2}export A=b$/m);
  assert.match(kept, /serve --config \/tmp\/x\/http\/latchkey.toml &\n {2}wrk URL$/m);
  assert.match(kept, /run --stop \/tmp\/x/);
});

test('the LDIF files hold the writes that were measured, each person once', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-test-'));
  const people = Array.from({ length: 10 }, (_, n) => ({ dn: `CN=bench${n},OU=Bench` }));
  const files = writeFiles(folder, people, 4);
  const text = files.map((file) => fs.readFileSync(file, 'utf8'));
  fs.rmSync(folder, { recursive: true });
  assert.deepEqual(files.map((file) => path.basename(file)), ['resets-1.ldif', 'resets-2.ldif', 'resets-3.ldif', 'resets-4.ldif']);
  for (const { dn, password } of people) {
    const [one] = text.filter((all) => all.includes(`dn: ${dn}\n`));
    const value = new RegExp(`dn: ${dn}\nchangetype: modify\nreplace: unicodePwd\nunicodePwd:: (\\S+)\n-\n\n`).exec(one)[1];
    assert.equal(Buffer.from(value, 'base64').toString('utf16le'), `"${password}"`);
  }
});

test('figures', () => {
  assert.deepEqual([median([3, 1, 2]), median([4, 1, 2, 3])], [2, 2.5]);
  assert.equal(percentile([...Array(100).keys()], 99), 99);
  assert.equal(typed(['a', 'b c', '(&x)']), "a 'b c' '(&x)'");
});

// The values are those of SciPy: mannwhitneyu(x, y, method='asymptotic').
test('the two-sample test', () => {
  const close = (one, other) => assert.ok(Math.abs(one - other) < 1e-6, `${one} is not ${other}`);
  close(mannWhitney([0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46], [1.15, 0.88, 0.9, 0.74, 1.21]), 0.2446236);
  close(mannWhitney([1, 2, 2, 3, 3, 3, 4, 5, 6, 6], [3, 4, 4, 5, 6, 7, 7, 8, 9, 9, 9]), 0.0062691);
  assert.equal(mannWhitney([1, 1, 1], [1, 1, 1]), 1);
  const [early, late] = [[...Array(200).keys()], [...Array(200).keys()].map((n) => n + 40)];
  assert.ok(mannWhitney(early, late) < 1e-6);
  assert.equal(mannWhitney(early, late), mannWhitney(late, early));
  close(mannWhitney(early, early), 1);
});
