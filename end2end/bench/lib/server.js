// The release binary with a configuration as an administrator would write it: SQLite, its own key file, mail, the
// default log. Requests say whom they are for as a proxy does, so that all limits stay as they are.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { issue } from '../../support/certificate.js';
import { root } from './lab.js';

const binary = process.env.LATCHKEY_TEST_BINARY ?? path.join(root, 'target/release/latchkey');
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

// `tls`: HTTPS by itself; otherwise plain HTTP for a proxy in front.
export async function startServer(home, { tls, mail }) {
  fs.rmSync(home, { recursive: true, force: true });
  fs.mkdirSync(home, { recursive: true, mode: 0o700 });
  const [port, data] = [await freePort(), path.join(home, 'data')];
  const origin = tls ? `https://localhost:${port}` : 'https://reset.example.com';
  const lines = [
    `origin = "${origin}"`,
    'organisation = "Northwind"',
    'help_desk = "ext. 4477"',
    `listen = "127.0.0.1:${port}"`,
    `data_dir = "${data}"`,
    'seats = 10000',
    '[proxy]',
    'trusted = ["127.0.0.1"]',
  ];
  const site = tls && issue(path.join(home, 'tls'));
  if (site) lines.push('[tls]', `certificate = "${site.certificate}"`, `key = "${site.key}"`);
  if (mail) {
    lines.push('[mail]', 'host = "127.0.0.1"', `port = ${mail.port}`, 'security = "starttls"');
    lines.push('from = "Northwind <reset@northwind.example>"', `ca_file = "${mail.ca}"`);
  }
  const config = path.join(home, 'latchkey.toml');
  fs.writeFileSync(config, `${lines.join('\n')}\n`);
  const log = fs.openSync(path.join(home, 'log'), 'a');
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('LATCHKEY_')));
  const child = spawn(binary, ['serve', '--config', config], { stdio: ['ignore', log, log], cwd: home, env });
  fs.closeSync(log);
  const server = { origin, port, data, home, authority: site?.authority, child, url: `${tls ? 'https' : 'http'}://localhost:${port}` };
  for (let tries = 0; !(await reachable(port)); tries++) {
    if (child.exitCode !== null || tries > 200) throw new Error(`the server did not start:\n${fs.readFileSync(path.join(home, 'log'), 'utf8').slice(-2000)}`);
    await pause(50);
  }
  return server;
}

export async function stopServer({ child }) {
  child.kill('SIGTERM');
  for (let tries = 0; child.exitCode === null && child.signalCode === null && tries < 300; tries++) await pause(50);
  child.kill('SIGKILL');
}

// Rows of the server's database, by the tool of make bench that is written in Rust.
export function store(server, dc, args) {
  const names = { DOMAIN: dc.domain, URLS: dc.url, SVC_UPN: dc.service, SVC_PASS: fs.readFileSync(dc.secret, 'utf8'), CA: dc.ca };
  const env = Object.fromEntries(Object.entries(names).map(([name, value]) => [`LATCHKEY_TEST_AD_${name}`, value]));
  env.LATCHKEY_BENCH_KIND = dc.kind ?? 'active-directory';
  const options = { env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 1 << 28, timeout: 300_000 };
  const said = execFileSync(path.join(root, 'target/debug/examples/bench_people'), [server.data, ...args], options);
  return said.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function reachable(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(socket.destroy() && true)).once('error', () => resolve(false));
  });
}
