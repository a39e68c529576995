// An authenticator app (RFC 6238: SHA-1, six digits, 30 seconds) that never shows the same step twice,
// because the server takes each only once.
import { createHmac } from 'node:crypto';
import { note } from './secrets.js';

const STEP = 30;

export function code(seed, step) {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', base32(seed)).update(message).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function base32(text) {
  const bits = [...text.replace(/[\s=]/g, '').toUpperCase()]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

export const now = () => Math.floor(Date.now() / 1000 / STEP);

export class Authenticator {
  constructor(seed, used = 0) {
    this.seed = note('seed', seed.replace(/\s/g, ''));
    this.used = used;
  }

  // The server takes one step before and after its own; so three can be had without a wait.
  async next() {
    const step = Math.max(this.used + 1, now() - 1);
    while (step > now() + 1) await new Promise((resolve) => setTimeout(resolve, 500));
    // not in the last moment of the oldest acceptable step
    if (step === now() - 1 && (Date.now() / 1000) % STEP > STEP - 5) return this.skip();
    this.used = step;
    return note('code', code(this.seed, step));
  }

  skip() {
    this.used = Math.max(this.used + 1, now() - 1);
    return this.next();
  }

  // Right six digits of a time that is long over.
  stale() {
    return note('code', code(this.seed, now() - 100));
  }
}

// Six digits that none of the acceptable steps has.
export function wrongCode(seed) {
  const near = seed ? [-1, 0, 1, 2].map((offset) => code(seed, now() + offset)) : [];
  for (let guess = 123456; ; guess++) {
    const text = String(guess);
    if (!near.includes(text)) return text;
  }
}
