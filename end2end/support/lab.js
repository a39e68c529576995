// The real services around Latchkey, as end2end/lab starts them: two Samba domain controllers, a mail
// server, PostgreSQL. What they are called stands in the environment (lab.env).
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { root, until } from './run.js';
import { note } from './secrets.js';

const exec = promisify(execFile);
const scripts = path.join(root, 'end2end/lab');

export function env(name) {
  const value = process.env[`LATCHKEY_TEST_${name}`];
  if (!value) throw new Error(`LATCHKEY_TEST_${name} is not set: run make test, or start a lab (make lab) and read its lab.env into this shell`);
  return value;
}

export async function script(name, args = [], options = {}) {
  try {
    const { stdout } = await exec(path.join(scripts, name), args, { timeout: 120_000, maxBuffer: 1 << 24, ...options });
    return stdout;
  } catch (error) {
    throw new Error(`${name} ${args.join(' ')} failed: ${error.stderr || error.message}`);
  }
}

// A domain with its controllers. The shared one comes from the environment; `ownDomain` starts another.
export class Domain {
  constructor({ states, urls, ca, account = env('AD_SVC_UPN') }) {
    Object.assign(this, { states, urls, ca });
    this.name = env('AD_DOMAIN');
    this.base = env('AD_BASE_DN');
    this.service = { account, password: note('password', env('AD_SVC_PASS')) };
  }

  // With the service account that may read what a password settings object says, so that its rules can be told.
  static shared() {
    const states = [env('AD_STATE'), env('AD2_STATE')];
    return new Domain({ states, urls: env('AD_URLS').split(','), ca: env('AD_CA'), account: env('AD_PSO_SVC_UPN') });
  }

  account(command, name, ...rest) {
    return script('samba-account', [this.states[0], command, name, ...rest]);
  }

  async addUser(name, options = []) {
    const user = JSON.parse(await this.account('add', name, ...options));
    note('password', user.password);
    if (user.mail) note('address', user.mail);
    return user;
  }

  async show(name, ...attributes) {
    return JSON.parse(await this.account('show', name, ...attributes));
  }

  sync() {
    return script('samba-sync', [this.states[0], this.states[1]]);
  }

  // Does this password sign in? Asked of the controller itself, past Latchkey. (Samba has no “who am I”.)
  async binds(upn, password, which = 0) {
    const options = ['-x', '-LLL', '-H', this.urls[which], '-o', 'nettimeout=5', '-D', upn, '-w', password, '-s', 'base', '-b', '', '1.1'];
    try {
      await exec('ldapsearch', options, { env: { ...process.env, LDAPTLS_CACERT: this.ca, LDAPTLS_REQCERT: 'demand' }, timeout: 20_000 });
      return true;
    } catch (error) {
      if (error.code === 49) return false; // invalidCredentials, RFC 4511
      throw error;
    }
  }

  ldapadd(ldif) {
    return this.asAdministrator('ldapadd', [], ldif);
  }

  // With everything below them.
  ldapdelete(...names) {
    return this.asAdministrator('ldapdelete', ['-r', ...names]);
  }

  async asAdministrator(command, args, input = '') {
    const run = exec(command, ['-x', '-H', this.urls[0], '-D', env('AD_ADMIN_UPN'), '-w', env('AD_ADMIN_PASS'), ...args], {
      env: { ...process.env, LDAPTLS_CACERT: this.ca, LDAPTLS_REQCERT: 'demand' },
      timeout: 60_000,
    });
    run.child.stdin.end(input);
    await run;
  }

  // Of the uppermost certificate that a controller shows, as an administrator would look it up elsewhere.
  async fingerprint(which = 0) {
    const { hostname, port } = new URL(this.urls[which]);
    const shown = exec('openssl', ['s_client', '-connect', `${hostname}:${port || 636}`, '-showcerts']);
    shown.child.stdin.end();
    const certificates = (await shown).stdout.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
    const print = exec('openssl', ['x509', '-noout', '-fingerprint', '-sha256']);
    print.child.stdin.end(certificates.at(-1));
    return (await print).stdout.trim().split('=')[1];
  }

  stop(which) {
    return script('samba-stop', [this.states[which]]);
  }
  start(which) {
    return script('samba-start', [this.states[which]]);
  }
  freeze(which) {
    return script('samba-freeze', [this.states[which]]);
  }
  thaw(which) {
    return script('samba-thaw', [this.states[which]]);
  }
}

// A domain that nobody else uses, whose controllers may be stopped. Takes about 20 seconds.
export async function ownDomain(directory) {
  fs.mkdirSync(directory, { recursive: true, mode: 0o755 });
  const states = ['dc1', 'dc2'].map((name) => path.join(directory, name));
  const ca = path.join(directory, 'ca');
  await script('samba-up', [states[0]], { env: { ...process.env, CA_DIR: ca } });
  await script('samba-seed', [states[0]]);
  await script('samba-up', [states[1]], { env: { ...process.env, CA_DIR: ca, DC_NAME: 'dc2', JOIN: states[0] } });
  const urls = states.map((state) => /LDAP_URL='([^']+)'/.exec(fs.readFileSync(path.join(state, 'env'), 'utf8'))[1]);
  return new Domain({ states, urls, ca: path.join(ca, 'ca.crt') });
}

// What came to an address, oldest first.
export async function mails(to, { subject, wait } = {}) {
  const query = new URLSearchParams({ to, ...(subject && { subject }), ...(wait && { wait: String(wait) }) });
  const answer = await fetch(`${env('MAIL_API')}/mails?${query}`);
  return answer.json();
}

// The mail to `to` with this subject, as soon as it is there; the newest, after `after` of the same subject.
export async function mail(to, subject, after = 0) {
  const found = await until(`“${subject}”, number ${after + 1}, to ${to}`, async () => (await mails(to, { subject }))[after]);
  if (!found.tls) throw new Error('a mail came without TLS');
  return found;
}

// Codes come among notices, which are sent in their own time.
const CODE = /^\s*(\d{3} ?\d{3})\s*$/m;

export const mailedCodes = async (to) => (await mails(to)).map(({ text }) => CODE.exec(text)?.[1]).filter(Boolean);

export async function mailedCode(to, after = 0) {
  const found = await until(`code number ${after + 1} to ${to}`, async () => (await mailedCodes(to))[after]);
  return note('code', found.replace(/\s/g, ''));
}

export function invitationIn(mail) {
  const link = /https:\/\/\S+\/enrol\/invitation\/([A-Za-z0-9_-]+)/.exec(mail.text);
  if (!link) throw new Error(`no link stands in the mail “${mail.subject}”`);
  note('token', link[1]);
  const code = /^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$/m.exec(mail.text)?.[1];
  if (!code) throw new Error(`no code stands in the invitation`);
  note('invitation code', code);
  return { link: link[0], token: link[1], code };
}
