// For a file of tests with a server of its own, where it may change what is everybody's.
import { theServer } from './server.js';
import { test as base } from './test.js';

// `prepare` runs once, before the first of them.
export function withServer(name, prepare) {
  let begun;
  const server = async ({}, use) => {
    await (begun ??= prepare());
    await use(theServer(name));
  };
  return base.extend({ server: [server, { timeout: 300_000 }] });
}
