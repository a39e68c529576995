// crypto-with-hash.mjs: node:crypto and the one function it has not always had; and the hook that gives this to packages.
import crypto from 'node:crypto';

export * from 'node:crypto';
export { crypto as default };

export function hash(algorithm, data, encoding = 'hex') {
  const digest = crypto.createHash(algorithm).update(data).digest();
  return encoding === 'buffer' ? digest : digest.toString(encoding);
}

export function resolve(specifier, context, next) {
  const wanted = specifier === 'node:crypto' && context.parentURL?.includes('/node_modules/');
  return wanted ? { url: import.meta.url, shortCircuit: true } : next(specifier, context);
}
