// Whole recoveries, as a browser without scripts makes them: every page read, every form sent, redirects followed,
// and the last page looked at. 13 requests each, on kept HTTPS connections.
import { randomBytes } from 'node:crypto';
import { code, now } from '../../support/totp.js';
import { KeptConnection } from './kept_connection.js';

export const newPassword = () => `Quiet Harbour ${randomBytes(6).toString('hex')} 7!`;

// Takes everybody through a recovery, `width` at a time. Gives the seconds for all and for each.
export async function recoverAll(server, people, width) {
  const waiting = people.map((person, nth) => ({ person, nth }));
  const each = [];
  const began = performance.now();
  const worker = async () => {
    const line = new KeptConnection(server);
    for (let next; (next = waiting.shift()); ) {
      const start = performance.now();
      next.person.password = newPassword();
      await recover(new Visitor(server, line), next.person);
      each.push((performance.now() - start) / 1000);
    }
    line.close();
  };
  await Promise.all(Array.from({ length: width }, worker));
  const seconds = (performance.now() - began) / 1000;
  return { seconds, each };
}

async function recover(visitor, person) {
  await visitor.get('/recover');
  await visitor.post('/recover', { name: person.login });
  const proofs = [
    ['totp', () => code(person.totp_seed, now())],
    ['recovery-code', () => person.recovery_codes.pop()],
  ];
  for (const [method, proof] of proofs) {
    await visitor.post('/recover/methods', { version: visitor.version, method });
    await visitor.post('/recover/verify', { version: visitor.version, code: proof() });
  }
  await visitor.post('/recover/password', { version: visitor.version, password: person.password });
  if (visitor.heading !== 'Your new password works') throw new Error(`${person.login} ended at “${visitor.heading}”`);
}

export class Visitor {
  constructor(server, line) {
    Object.assign(this, { server, line, cookie: '' });
    // Somebody else each time, as many people are: an address of the network for benchmarks (RFC 2544).
    this.address = `198.${18 + (randomBytes(1)[0] & 1)}.${randomBytes(1)[0]}.${randomBytes(1)[0]}`;
  }

  // Sends a form and opens the page that it leads to.
  async post(path, fields) {
    const sent = await this.request('POST', path, new URLSearchParams(fields).toString());
    if (sent.status !== 303) throw new Error(`${path} answered ${sent.status}: ${heading(sent.body)}`);
    await this.get(sent.location);
  }

  async get(path) {
    const page = await this.request('GET', path);
    if (page.status === 303) return this.get(page.location);
    if (page.status !== 200) throw new Error(`${path} answered ${page.status}: ${heading(page.body)}`);
    this.heading = heading(page.body);
    this.version = /name="version" value="(\d+)"/.exec(page.body)?.[1];
  }

  async request(method, path, body) {
    const headers = { 'x-forwarded-for': this.address, accept: 'text/html' };
    if (this.cookie) headers.cookie = this.cookie;
    if (body !== undefined) {
      headers.origin = this.server.origin;
      headers['content-type'] = 'application/x-www-form-urlencoded';
      headers['content-length'] = Buffer.byteLength(body);
    }
    const answer = await this.line.request(method, path, headers, body);
    const set = answer.headers['set-cookie'];
    if (set) this.cookie = set.split(';')[0];
    return { status: answer.status, location: answer.headers.location, body: answer.body };
  }
}

const heading = (body) => (/<h1[^>]*>(.*?)<\/h1>/s.exec(body)?.[1] ?? '').replace(/<[^>]*>/g, '').trim();
