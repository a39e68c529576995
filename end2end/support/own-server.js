// For a file of tests with a server of its own, where it may change what is everybody's.
import { Console } from './console.js';
import { Domain } from './lab.js';
import { emptyPool, fillPool, newPerson } from './people.js';
import { read } from './run.js';
import { startServer, theServer } from './server.js';
import { setUp } from './setup.js';
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

// The same with people of its own, who may use just `methods`. `people` is how many tests take; `staff` is
// done with their accounts before they are imported, `prepare` by an administrator before the methods are
// allowed. `desk` is that administrator.
export function withMethods(name, { people, methods, staff, prepare }) {
  const file = `${name}-pool`;
  let desk;
  const test = withServer(name, async () => {
    const domain = Domain.shared();
    const pool = await fillPool(domain, file, people + 1); // one stands apart, for the wizard
    await staff?.(domain, pool.people);
    await domain.sync();
    const server = await startServer(name);
    const { admin } = await setUp(server, domain, { units: [pool.unit], group: pool.group });
    desk = await Console.signIn(server, admin);
    await prepare?.(desk);
    await desk.allow(methods);
  }).extend({
    desk: async ({ server: _ }, use) => use(desk),
    person: async ({ client }, use) => use((options) => newPerson(client, { pool: file, server: theServer(name), ...options })),
  });
  test.afterAll(async () => {
    await desk?.close();
    await emptyPool(Domain.shared(), read(`${file}.json`));
  });
  return test;
}
