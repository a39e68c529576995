// accounts.mjs: whom the provider knows. Subjects are fixed, and say nothing of the name, as a real provider's do.
import { createHash } from 'node:crypto';

const PASSWORD = 'Idp-Passw0rd!';

// Of everybody else it has no mail address.
const MAIL = {
  anna: { email: 'anna@corp.latchkey.test', email_verified: true },
  ben: { email: 'ben@corp.latchkey.test', email_verified: false },
};

const known = new Map();

/** The account of a name, if the password is right. Every name has one, so that each test can have its own. */
export function accountNamed(name, password) {
  if (!/^[\w.-]{1,64}$/.test(name ?? '') || password !== PASSWORD) return undefined;
  const subject = createHash('sha256').update(`lab ${name}`).digest('hex').slice(0, 24);
  const account = { accountId: subject, claims: () => ({ sub: subject, ...MAIL[name] }) };
  known.set(subject, account);
  return account;
}

export function accountOf(subject) {
  return known.get(subject);
}
