// Lighthouse as a phone on the first page of each tier. Fetched once from npm, in a version that Node 18 still runs.
import fs from 'node:fs';
import path from 'node:path';
import { exec, need, root } from './lab.js';
import { median } from './table.js';

const VERSION = '12.8.2';
const home = path.join(root, 'target/tools/lighthouse');
const cli = path.join(home, 'node_modules/lighthouse/cli/index.js');

const NAMES = ['performance', 'accessibility', 'best-practices'];

export const PAGES = ['/recover', '/enrol', '/account', '/admin/sign-in'];

export const command = (server, page) => [
  'lighthouse', `${server.url}${page}`, '--quiet', '--output=json', `--only-categories=${NAMES}`,
  '--chrome-flags=--headless=new --no-sandbox --disable-gpu --ignore-certificate-errors',
];

// The middle one of several runs: other work on the machine costs it points.
export async function lighthouse(server, page, runs) {
  const chrome = process.env.LATCHKEY_TEST_CHROMIUM ?? '/usr/bin/chromium';
  if (!fs.existsSync(chrome)) await need('chromium');
  if (!fs.existsSync(cli)) {
    await exec('npm', ['install', '--prefix', home, '--no-save', '--no-audit', '--no-fund', `lighthouse@${VERSION}`], { timeout: 300_000 });
  }
  const seen = [];
  for (let run = 0; run < runs; run++) seen.push(await once(server, page, chrome));
  const middle = (of) => median(seen.map(of));
  return {
    scores: NAMES.map((name) => Math.round(middle(({ categories }) => categories[name].score) * 100)),
    lcp: middle(({ audits }) => audits['largest-contentful-paint'].numericValue) / 1000,
    interactive: middle(({ audits }) => audits.interactive.numericValue) / 1000,
    wanting: [...new Set(seen.flatMap(imperfect))],
  };
}

async function once(server, page, chrome) {
  const [, ...args] = command(server, page);
  const { stdout } = await exec('node', [cli, ...args], { env: { ...process.env, CHROME_PATH: chrome }, timeout: 180_000, maxBuffer: 1 << 28 });
  return JSON.parse(stdout);
}

const imperfect = ({ categories, audits }) =>
  Object.values(categories).flatMap(({ auditRefs }) =>
    auditRefs.filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1).map(({ id }) => id),
  );
