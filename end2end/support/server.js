// The program under test, each on a free port, with a data directory, a configuration and a log file of
// its own. It outlives the worker that starts it; global-teardown stops what `servers/` lists.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { issue } from './certificate.js';
import { env } from './lab.js';
import { inRun, read, root, until, write } from './run.js';
import { note } from './secrets.js';

export const binary = process.env.LATCHKEY_TEST_BINARY ?? path.join(root, 'target/release/latchkey');

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

const text = (value) => JSON.stringify(value); // a TOML basic string, for what we put there

export async function startServer(name, { practice = false, proxies = ['127.0.0.1/32'], seats = 400, database, port } = {}) {
  const home = inRun(name);
  fs.mkdirSync(home, { recursive: true, mode: 0o700 });
  port ??= await freePort();
  // practice mode takes its address from what it listens on, and calls it by its name
  const origin = `${practice ? 'http' : 'https'}://localhost:${port}`;
  const lines = [
    `organisation = "Northwind"`,
    `help_desk = "ext. 4477"`,
    `help_desk_tel = "+49 30 1234477"`,
    `time_zone = "Europe/Berlin"`,
    `listen = "127.0.0.1:${port}"`,
    `data_dir = ${text(path.join(home, 'data'))}`,
    `seats = ${seats}`,
  ];
  const environment = {};
  if (!practice) {
    const { certificate, key } = issue(inRun('tls'));
    const [host, smtpPort] = env('SMTP_ADDR').split(':');
    lines.unshift(`origin = ${text(origin)}`);
    lines.push('[tls]', `certificate = ${text(certificate)}`, `key = ${text(key)}`);
    // All requests of a test come from 127.0.0.1. As a trusted proxy the test can say whom it speaks for,
    // so that the limits of one test do not count for the next.
    if (proxies.length) lines.push('[proxy]', `trusted = ${JSON.stringify(proxies)}`);
    lines.push('[mail]', `host = ${text(host)}`, `port = ${smtpPort}`, `security = "starttls"`);
    lines.push(`from = "Northwind <reset@northwind.example>"`, `ca_file = ${text(env('SMTP_CA'))}`);
    if (database) {
      const key = path.join(home, 'key');
      await run(['new-key', key]);
      lines.push('[database]', `url = ${text(database.url)}`, '[secrets]', `key_file = ${text(key)}`);
      if (database.password) environment.LATCHKEY_DATABASE__PASSWORD = database.password;
    }
  }
  lines.push('[log]', `level = "debug"`);
  const config = path.join(home, 'latchkey.toml');
  fs.writeFileSync(config, `${lines.join('\n')}\n`);
  const server = { name, origin, port, home, config, practice, environment, said: path.join(home, 'stdout'), log: path.join(home, 'log') };
  return launch(server);
}

// Also used to start one again that was stopped: same data, same address.
export async function launch(server) {
  const [out, log] = [server.said, server.log].map((file) => fs.openSync(file, 'a'));
  const args = ['serve', '--config', server.config, ...(server.practice ? ['--practice'] : [])];
  const child = spawn(binary, args, { detached: true, stdio: ['ignore', out, log], cwd: server.home, env: { ...unconfigured(), ...server.environment } });
  fs.closeSync(out);
  fs.closeSync(log);
  child.unref();
  server.pid = child.pid;
  let ended;
  child.once('exit', (code, signal) => (ended = `ended with ${code ?? signal}`));
  child.once('error', (error) => (ended = error.message));
  write(`servers/${server.name}.json`, server);
  await until(`the server ${server.name}`, () => {
    if (ended) return true;
    return reachable(server.port);
  });
  if (ended) throw new Error(`the server ${server.name} ${ended}:\n${fs.readFileSync(server.log, 'utf8').slice(-2000)}`);
  return server;
}

function reachable(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(socket.destroy() && true)).once('error', () => resolve(false));
  });
}

export const theServer = (name = 'main') => read(`servers/${name}.json`);

export async function setupLink(server) {
  const found = await until('the set-up link', () => /(https?:\/\/\S+?\/admin\/setup\/([\w-]+))/.exec(fs.readFileSync(server.said, 'utf8')));
  note('set-up token', found[2]);
  return found[1];
}

export async function stopServer(server, signal = 'SIGTERM') {
  if (!alive(server.pid)) return;
  process.kill(server.pid, signal);
  // The leading thread ends before the others, which hold the socket a moment longer.
  await until(`the end of ${server.name}`, async () => !alive(server.pid) && !(await reachable(server.port)), 20);
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    // a zombie of this very process has ended, too
    return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

// One command of the program, to its end; with the secrets of a server that are only in its environment.
export function run(args, { environment = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...unconfigured(), ...environment } });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
    child.once('error', reject).once('close', (code) => resolve({ code, said }));
  });
}

// Our own variables begin as those of the program under test do.
const unconfigured = () => Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('LATCHKEY_')));
