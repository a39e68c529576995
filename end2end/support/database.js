// The server's embedded database from outside, for what only time would bring about. Through Python, whose
// sqlite3 every Debian has; Node got its own later.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { env } from './lab.js';
import { note } from './secrets.js';

const program = `
import json, sqlite3, sys
file, statement, values = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
with sqlite3.connect(file, timeout=10) as database:
    rows = database.execute(statement, values)
    print(json.dumps({"rows": rows.fetchall(), "changed": rows.rowcount}))
`;

export async function sqlite(server, statement, values = []) {
  const data = path.join(server.home, 'data');
  const file = fs.readdirSync(data).find((name) => name.endsWith('.sqlite'));
  const { stdout } = await promisify(execFile)('python3', ['-c', program, path.join(data, file), statement, JSON.stringify(values)]);
  const { rows, changed } = JSON.parse(stdout);
  if (!/^select/i.test(statement) && changed < 1) throw new Error(`nothing was changed by: ${statement}`);
  return rows;
}

// A database of its own in the lab's PostgreSQL.
export async function createDatabase() {
  const url = new URL(env('PG_URL'));
  const name = `e2e_${randomBytes(4).toString('hex')}`;
  await promisify(execFile)('psql', [url.href, '-qc', `CREATE DATABASE ${name}`]);
  const password = note('password', decodeURIComponent(url.password));
  return { url: `postgres://${url.username}@${url.host}/${name}`, password };
}

// Nobody writes to a table until what this gives is called: as with a backup, or a query that runs too long.
export async function holdWrites({ url, password }, table) {
  const session = spawn('psql', [url, '-Atq'], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, PGPASSWORD: password } });
  const held = new Promise((resolve, reject) => {
    session.once('error', reject).once('exit', () => reject(new Error(`${table} was not held`)));
    session.stdout.once('data', resolve);
  });
  session.stdin.write(`BEGIN; LOCK TABLE ${table} IN SHARE MODE; SELECT 'held';\n`);
  await held;
  return () => new Promise((resolve) => session.once('exit', resolve).stdin.end('ROLLBACK;\n'));
}
