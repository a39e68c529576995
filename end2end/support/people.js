// People: real accounts of the domain, made before the import, invited by the wizard, each for one test.
import { expect } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { Domain, invitationIn, mail, mailedCode, mailedCodes } from './lab.js';
import { next, read, write } from './run.js';
import { note } from './secrets.js';
import { Authenticator } from './totp.js';

export const POOL = 130;

// Makes accounts two at a time, in a unit of their own, and in a group inside another group, so that
// onboarding has to follow it.
export async function fillPool(domain, name = 'pool', count = POOL) {
  const tag = randomBytes(3).toString('hex');
  const unit = `E2E ${tag}`;
  await domain.ldapadd(`dn: OU=${unit},OU=People,${domain.base}\nobjectClass: organizationalUnit\n`);
  const waiting = Array.from({ length: count }, (_, n) => `kim${tag}.${String(n + 1).padStart(3, '0')}`);
  const people = [];
  const worker = async () => {
    for (let login; (login = waiting.shift()); ) {
      const names = ['--given', 'Kim', '--sn', 'Larsen', '--display', 'Kim Larsen', '--cn', `Kim Larsen ${login}`];
      people.push(await domain.addUser(login, ['--ou', `OU=${unit},OU=People`, ...names]));
    }
  };
  await Promise.all([worker(), worker()]);
  people.sort((a, b) => (a.name < b.name ? -1 : 1));
  const [single, ...others] = people;
  const group = (cn, members) => {
    const lines = [`dn: CN=${cn},OU=Groups,${domain.base}`, 'objectClass: group', `sAMAccountName: ${cn.replaceAll(' ', '-')}`];
    return [...lines, ...members.map((dn) => `member: ${dn}`), '\n'].join('\n');
  };
  const inner = `CN=${unit} inner,OU=Groups,${domain.base}`;
  await domain.ldapadd(group(`${unit} inner`, others.slice(1).map((one) => one.dn)) + group(`${unit} all`, [others[0].dn, inner]));
  const pool = { tag, unit, group: `${unit} all`, single, people: others };
  write(`${name}.json`, pool);
  return pool;
}

export async function emptyPool(domain, { unit }) {
  await domain.ldapdelete(`OU=${unit},OU=People,${domain.base}`, `CN=${unit} inner,OU=Groups,${domain.base}`, `CN=${unit} all,OU=Groups,${domain.base}`);
}

// Four words nobody used before, with everything that a policy may ask for.
export function newPassword() {
  return note('password', `Quiet Harbour ${randomBytes(5).toString('hex')} 7!`);
}

export async function newPerson(client, { enrolled = false, pool = 'pool', domain = Domain.shared(), server } = {}) {
  const { people } = read(`${pool}.json`);
  const account = people[next(pool) - 1];
  if (!account) throw new Error(`the pool of ${people.length} people is empty: raise POOL`);
  const person = new Person(account, domain, server);
  if (enrolled) await person.enrol(await client({ server }));
  return person;
}

export class Person {
  constructor(account, domain, server) {
    Object.assign(this, { login: account.name, upn: account.upn, mail: account.mail, password: account.password, domain, server });
    this.first = account.password;
    this.privateMail = note('address', `${account.name}@private.example`);
  }

  // Puts the directory's account into a state: lock, expire, must-change, disable, join GROUP, …
  state(command, ...rest) {
    return this.domain.account(command, this.login, ...rest);
  }

  binds(password, which) {
    return this.domain.binds(this.upn, password, which);
  }

  async invitation() {
    return invitationIn(await mail(this.mail, 'Two minutes now, no lock-out later'));
  }

  // How many codes came to the private address so far, and the next one after so many.
  codeCount() {
    return mailedCodes(this.privateMail).then((all) => all.length);
  }
  mailedCode(before = 0) {
    return mailedCode(this.privateMail, before);
  }

  // By the link of the mail, as far as the sign-in; without a browser.
  async openInvitation(client) {
    const page = await client.submit('/api/enrol/open-link', { token: (await this.invitation()).token });
    shows(page, 'sign-in');
    return page;
  }

  // From there to the first page of `method`, the app being set up.
  async enrolUpTo(client, method) {
    let page = await this.openInvitation(client);
    page = await client.submit('/api/enrol/sign-in', { version: page.version, password: this.password });
    shows(page, 'choose');
    page = await client.submit('/api/enrol/choose', [['version', page.version], ['methods[]', 'totp'], ['methods[]', method]]);
    shows(page, 'give');
    this.app = new Authenticator(/<span [^>]*class="secret"[^>]*>(?:<!.*?>)*([A-Z2-7 ]+)</.exec(page.body)[1]);
    return client.submit('/api/enrol/give', { version: page.version, code: await this.app.next() });
  }

  // The whole enrolment without a browser. Each step must lead to the next one's form.
  async enrol(client) {
    let page = await this.enrolUpTo(client, 'email');
    expect(page.heading).toBe('Which private e-mail address?');
    page = await client.submit('/api/enrol/give', { version: page.version, address: this.privateMail });
    expect(page.heading).toBe('Enter the code we sent you');
    page = await client.submit('/api/enrol/give', { version: page.version, code: await this.mailedCode() });
    shows(page, 'codes-kept');
    this.keepCodes([...page.body.matchAll(/<li[^>]*>(?:<!.*?>)*([A-Z0-9]{4}(?:-[A-Z0-9]{4})+)(?:<!.*?>)*<\/li>/g)].map((found) => found[1]));
    page = await client.submit('/api/enrol/codes-kept', { version: page.version });
    expect(page.heading).toBe('You are set');
  }

  keepCodes(codes) {
    expect(codes).toHaveLength(10);
    this.codes = codes.map((code) => note('recovery code', code));
  }

  // Both proofs without a browser: the app and a code from the sheet. Ends where the server leads.
  async prove(client, { unlock = false } = {}) {
    let page = await client.submit('/recover', { name: this.login, ...(unlock && { unlock: '1' }) });
    page = await client.submit('/recover/methods', { version: page.version, method: 'totp' });
    page = await client.submit('/recover/verify', { version: page.version, code: await this.app.next() });
    expect(page.heading).toBe('Now your second proof');
    page = await client.submit('/recover/methods', { version: page.version, method: 'recovery-code' });
    return client.submit('/recover/verify', { version: page.version, code: this.codes.shift() });
  }
}

function shows(page, form) {
  expect(page.body.includes(`action="/api/enrol/${form}"`), `${form} should be next, not “${page.heading}”: ${page.text.slice(0, 300)}`).toBe(true);
}
