// YubiKeys in software, and a validation server that knows some of them (Yubico's validation protocol 2.0, in
// the order of its reference implementation): it answers as that does, and keeps what is wrong in a question.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import http from 'node:http';
import { note } from './secrets.js';

const MODHEX = 'cbdefghijklnrtuv';
const modhex = (bytes) => [...bytes.toString('hex')].map((digit) => MODHEX[parseInt(digit, 16)]).join('');
const plain = (text) => Buffer.from([...text].map((letter) => MODHEX.indexOf(letter).toString(16)).join(''), 'hex');

// ISO 13239
const crc = (bytes) => bytes.reduce((sum, byte) => Array.from({ length: 8 }).reduce((now) => (now & 1 ? (now >> 1) ^ 0x8408 : now >> 1), sum ^ byte), 0xffff);
const INTACT = 0xf0b8;

const block = (make, secret, bytes) => make('aes-128-ecb', secret, null).setAutoPadding(false).update(bytes);

// What is inside of the last 32 characters, if a key with this secret typed them.
export function opened(changing, secret) {
  const bytes = block(createDecipheriv, secret, plain(changing));
  if (crc(bytes) !== INTACT) return null;
  return { privateId: bytes.subarray(0, 6).toString('hex'), counter: ((bytes.readUInt16LE(6) & 0x7fff) << 8) | bytes[11] };
}

export class YubiKey {
  constructor() {
    Object.assign(this, { publicId: modhex(randomBytes(6)), privateId: randomBytes(6), secret: randomBytes(16), touches: 0 });
  }

  touch() {
    const bytes = randomBytes(16); // a clock and noise, too
    this.privateId.copy(bytes);
    bytes.writeUInt16LE(1, 6); // plugged in once
    bytes[11] = this.touches++;
    bytes.writeUInt16LE(~crc(bytes.subarray(0, 14)) & 0xffff, 14);
    return note('one-time code', this.publicId + modhex(block(createCipheriv, this.secret, bytes)));
  }
}

export function signature(fields, apiKey) {
  const line = Object.keys(fields).sort().map((name) => `${name}=${fields[name]}`).join('&');
  return createHmac('sha1', Buffer.from(apiKey, 'base64')).update(line).digest('base64');
}

const CLIENT_ID = '87';

export class ValidationServer {
  static async start(keys) {
    const server = new ValidationServer();
    const known = Object.fromEntries(keys.map((key) => [key.publicId, { key, counter: -1 }]));
    Object.assign(server, { known, apiKey: note('API key', randomBytes(20).toString('base64')), asked: [], nonces: new Set(), faults: [] });
    await server.open(0);
    return server;
  }

  settings() {
    return { urls: `http://127.0.0.1:${this.port}/wsapi/2.0/verify`, client_id: CLIENT_ID, api_key: this.apiKey };
  }

  // Also used to come back after `stop`.
  async open(port = this.port) {
    this.server = http.createServer((request, response) => response.end(this.#answer(new URL(request.url, 'http://localhost'))));
    await new Promise((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    this.port = this.server.address().port;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  #answer(url) {
    const question = Object.fromEntries(url.searchParams);
    const { h, id, nonce, otp, timeout, ...more } = question;
    delete question.h;
    const wrong = [
      [url.pathname === '/wsapi/2.0/verify', 'path'],
      [[...url.searchParams.keys()].length === new Set(url.searchParams.keys()).size, 'a field twice'],
      [h === signature(question, this.apiKey), 'signature'],
      [id === CLIENT_ID, 'client'],
      [/^[0-9A-Za-z]{16,40}$/.test(nonce) && !this.nonces.has(nonce), 'nonce'],
      [/^[cbdefghijklnrtuv]{32,48}$/.test(otp), 'otp'],
      [/^\d+$/.test(timeout), 'timeout'],
      [Object.keys(more).length === 0, 'unknown fields'],
    ].filter(([right]) => !right);
    this.faults.push(...wrong.map(([, what]) => what));
    this.nonces.add(nonce);
    const fields = { otp, nonce, t: new Date().toISOString().replace(/\..*/, 'Z0001'), status: wrong.length ? 'BAD_SIGNATURE' : this.#judge(otp) };
    return `${Object.entries({ h: signature(fields, this.apiKey), ...fields }).map(([name, value]) => `${name}=${value}\r\n`).join('')}\r\n`;
  }

  #judge(otp) {
    this.asked.push(otp);
    const known = this.known[otp.slice(0, -32)];
    const inside = known && opened(otp.slice(-32), known.key.secret);
    if (!inside || inside.privateId !== known.key.privateId.toString('hex')) return 'BAD_OTP';
    if (inside.counter <= known.counter) return 'REPLAYED_OTP';
    known.counter = inside.counter;
    return 'OK';
  }
}
