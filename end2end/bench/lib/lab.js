// The services that are measured against, of this run alone: one Samba domain controller with 5,000 bulk users and some
// with passwords, and a mail server that takes the notices. Made by the lab's own scripts.
import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { members } from './processes.js';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
export const exec = promisify(execFile);
const lab = path.join(root, 'end2end/lab');
const LONG = { timeout: 900_000, maxBuffer: 1 << 28 };

export const BULK = 5000;

export async function startLab(state, people) {
  const [dc, mail] = ['dc', 'mail'].map((name) => path.join(state, name));
  // As many processes for LDAP as Samba starts by itself: the lab's one would make a queue of what a controller does at once.
  const ca = { env: { ...process.env, CA_DIR: path.join(state, 'ca'), LDAP_WORKERS: '4' }, ...LONG };
  await exec(path.join(lab, 'samba-up'), [dc], ca);
  await exec(path.join(lab, 'samba-seed'), [dc, String(BULK)], LONG);
  await exec(path.join(root, 'end2end/bench/people'), [dc, String(people)], LONG);
  await exec(path.join(lab, 'mail-up'), [mail], ca);
  const words = variables(path.join(dc, 'env'));
  const secret = path.join(state, 'service-password');
  fs.writeFileSync(secret, 'Svc-Latchkey-Passw0rd!', { mode: 0o600 });
  const leader = (part, file) => fs.readFileSync(path.join(part, file), 'utf8').trim();
  return {
    leaders: { samba: leader(dc, 'samba.pid'), mail: leader(mail, 'mail.pid') },
    url: words.LDAP_URL,
    base: words.BASE_DN,
    domain: words.DNSDOM,
    service: `svc-latchkey@${words.DNSDOM}`,
    secret,
    ca: path.join(dc, 'tls/ca.crt'),
    mail: { port: Number(variables(path.join(mail, 'knobs')).SMTP_PORT), ca: path.join(mail, 'tls/ca.crt') },
    bulk: `OU=Bulk,OU=People,${words.BASE_DN}`,
    people: `OU=Bench,OU=People,${words.BASE_DN}`,
  };
}

// `first`: the controller has the processors before all others, as if it had a machine of its own, as controllers do.
// Shared evenly, whoever holds its lock for writes waits for a processor behind the load and the server that is
// measured, and everybody who wants to write waits with it. Gives whether it has them first: not every machine allows it.
export async function schedule({ leaders }, first) {
  const put = async (policy, priority) => {
    for (const pid of members(leaders.samba)) await exec(...asRoot('chrt', [policy, '--pid', priority, pid]));
  };
  const evenly = () => put('--other', '0');
  try {
    await (first ? put('--rr', '1') : evenly());
    return first;
  } catch {
    await evenly().catch(() => {}); // all of its processes, or none
    return false;
  }
}

// Also takes its directory away, part of which belongs to root.
export function stopLab(state) {
  for (const [script, part] of [['samba-down', 'dc'], ['mail-down', 'mail'], ['openldap-down', 'openldap']]) {
    if (fs.existsSync(path.join(state, part))) execFileSync(path.join(lab, script), [path.join(state, part)], { stdio: 'ignore' });
  }
  execFileSync(...asRoot('rm', ['-rf', state]));
}

// Debian's package for a program that only the benchmark uses.
export async function need(program, name = program) {
  if (process.env.PATH.split(':').some((directory) => fs.existsSync(path.join(directory, program)))) return;
  const install = asRoot('apt-get', ['install', '-y', '-q', '--no-install-recommends', name]);
  await exec(...install, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, ...LONG });
}

const asRoot = (command, args) => (process.getuid() === 0 ? [command, args] : ['sudo', [command, ...args]]);

// NAME=value and NAME='value' of a shell file.
function variables(file) {
  return Object.fromEntries([...fs.readFileSync(file, 'utf8').matchAll(/(\w+)='?([^'\s]*)'?/g)].map(([, name, value]) => [name, value]));
}

// OpenLDAP's own tools, as whoever repeats this would run them.
export const tools = (dc) => ({ env: { ...process.env, LDAPTLS_CACERT: dc.ca, LDAPTLS_REQCERT: 'demand' } });
export const signIn = (dc) => ['-x', '-H', dc.url, '-D', dc.service, '-y', dc.secret];

// Does this password sign in? Asked of the controller itself.
export async function mustBind(dc, { dn, login, password }) {
  try {
    await exec('ldapsearch', ['-x', '-LLL', '-H', dc.url, '-D', dn, '-w', password, '-s', 'base', '-b', '', '1.1'], tools(dc));
  } catch (error) {
    throw new Error(`the new password of ${login} does not work: ${error.stderr}`);
  }
}
