// Controllers that stop or hang while somebody is on the way. On a domain and a server of their own, with
// PostgreSQL behind it, because the shared ones must keep running for everybody else.
import { ownDomain } from '../../support/lab.js';
import { createDatabase, holdWrites } from '../../support/database.js';
import { fillPool, newPassword, newPerson } from '../../support/people.js';
import { inRun } from '../../support/run.js';
import { launch, startServer, stopServer, theServer } from '../../support/server.js';
import { setUp } from '../../support/setup.js';
import { expect, look, settled, test } from '../../support/test.js';
import { Wizard } from '../../support/wizard.js';

test.describe.configure({ mode: 'serial', timeout: 180_000 });

let domain, server, database, admin;
const people = 11;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  domain = await ownDomain(inRun('domain'));
  const pool = await fillPool(domain, 'outage-pool', people);
  await domain.sync();
  database = await createDatabase();
  server = await startServer('outage', { database });
  ({ admin } = await setUp(server, domain, { units: [pool.unit], group: pool.group }));
});

test.afterEach(async () => {
  for (const which of [0, 1]) {
    await domain.thaw(which).catch(() => {});
    await domain.start(which);
  }
});

const enrolled = (client) => newPerson(client, { enrolled: true, pool: 'outage-pool', domain, server });
const visit = (client) => client({ server });

// Somebody who has proved who they are, at the page for the new password.
async function proved(client) {
  const kit = await enrolled(client);
  const visitor = await visit(client);
  const page = await kit.prove(visitor);
  expect(page.heading).toBe('Choose a new password');
  return { kit, visitor, page };
}

const SAVING = 'Your new password is being saved';

// The page when what became of the write has been found out, in bounded time.
async function foundOut(visitor, timeout) {
  let page;
  await expect.poll(async () => (page = await visitor.follow('/recover/password')).heading, { timeout, intervals: [2000] }).not.toBe(SAVING);
  return page;
}

// The controller that is asked at present, as the result page of a recovery tells.
async function asked(client) {
  const { visitor, page } = await proved(client);
  const { text } = await visitor.submit('/recover/password', { version: page.version, password: newPassword() });
  const which = ['dc1', 'dc2'].findIndex((name) => text.includes(`Read back from ${name}.`));
  expect(which, text).toBeGreaterThanOrEqual(0);
  return which;
}

test('both controllers stop before the new password: a sentence, nothing half done, and on when they are back', async ({ client }) => {
  let { kit, visitor, page } = await proved(client);
  await domain.stop(1);
  await domain.stop(0);
  const fresh = newPassword();
  page = await visitor.submit('/recover/password', { version: page.version, password: fresh });
  expect(page.heading).toBe('Choose a new password');
  expect(page.text).toContain('We cannot reach the directory right now');
  expect(page.text).toContain('Nothing was changed.');
  await domain.start(0);
  await domain.start(1);
  expect(await kit.binds(kit.first)).toBe(true);
  page = await visitor.submit('/recover/password', { version: page.version, password: fresh });
  expect(page.heading).toBe('Your new password works');
  expect(await kit.binds(fresh)).toBe(true);
  expect(await kit.binds(kit.first)).toBe(false);
});

test('both stop before the proofs: the proofs are kept', async ({ client }) => {
  const kit = await enrolled(client);
  await domain.stop(1);
  await domain.stop(0);
  const visitor = await visit(client);
  let page = await kit.prove(visitor);
  expect(page.text).toContain('We cannot reach the directory right now');
  await domain.start(0);
  page = await visitor.follow('/recover/password');
  expect(page.heading).toBe('Choose a new password');
  expect(page.text).not.toContain('We cannot reach');
  const fresh = newPassword();
  page = await visitor.submit('/recover/password', { version: page.version, password: fresh });
  expect(page.heading).toBe('Your new password works');
  expect(await kit.binds(fresh)).toBe(true);
});

test('one is gone: the other takes over', async ({ client }) => {
  const first = await asked(client);
  const kit = await enrolled(client);
  const visitor = await visit(client);
  let page = await kit.prove(visitor);
  await domain.stop(first);
  const fresh = newPassword();
  page = await visitor.submit('/recover/password', { version: page.version, password: fresh });
  expect(page.heading).toBe('Your new password works');
  expect(await kit.binds(fresh, 1 - first)).toBe(true);
  // and for whoever only comes now
  expect(await asked(client)).toBe(1 - first);
});

test('one hangs: the other takes over in bounded time', async ({ client }) => {
  const first = await asked(client);
  const kit = await enrolled(client);
  const visitor = await visit(client);
  await domain.freeze(first);
  const start = Date.now();
  let page = await kit.prove(visitor);
  expect(page.heading).toBe('Choose a new password');
  expect(Date.now() - start).toBeLessThan(25_000);
  const fresh = newPassword();
  page = await visitor.submit('/recover/password', { version: page.version, password: fresh });
  expect(page.heading).toBe('Your new password works');
  expect(await kit.binds(fresh, 1 - first)).toBe(true);
});

test('both hang in the middle of the write: what really happened is found out', async ({ client }) => {
  let { kit, visitor, page } = await proved(client);
  await domain.freeze(1);
  await domain.freeze(0);
  const fresh = newPassword();
  page = await visitor.submit('/recover/password', { version: page.version, password: fresh });
  expect(['Choose a new password', SAVING]).toContain(page.heading);
  await domain.thaw(0);
  await domain.thaw(1);
  page = await foundOut(visitor, 90_000);
  const works = await kit.binds(fresh);
  // whichever it is, the page and the directory say the same
  expect(page.heading).toBe(works ? 'Your new password is set' : 'Choose a new password');
  if (!works) {
    expect(await kit.binds(kit.first)).toBe(true);
    page = await visitor.submit('/recover/password', { version: page.version, password: fresh });
    expect(page.heading).toBe('Your new password works');
  }
  expect(await kit.binds(kit.first)).toBe(false);
});

test('an import: not begun while no controller answers, stopped by hand, and gone on with', async ({ browser }) => {
  const context = await browser.newContext({ baseURL: server.origin, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const wizard = new Wizard(page);
  await wizard.signIn(admin);
  await wizard.open('/admin/import');
  await page.getByRole('link', { name: 'Units' }).click();
  await wizard.heading('Choose units');
  const done = page.getByText(`${people} people imported`);
  await expect(done).toBeVisible();
  await settled(page);
  // what is shown of the people is asked of the directory, too: its fault would be taken for that of the import
  await expect(page.getByRole('region', { name: 'Whom this brings' }).getByRole('listitem').first()).toBeVisible();
  await test.step('not begun', async () => {
    await domain.freeze(1);
    await domain.freeze(0);
    await wizard.button('Import again').click();
    await expect(page.getByRole('alert')).toContainText(/no answer|reached/, { timeout: 60_000 });
    await expect(wizard.button('Import again')).toHaveAttribute('aria-busy', 'false');
    await look(page, 'wizard: import not begun');
    await expect(done).toBeVisible();
    await domain.thaw(0);
    await domain.thaw(1);
  });
  await test.step('stopped while it waits for the database', async () => {
    const release = await holdWrites(database, 'accounts');
    await wizard.button('Import again').click();
    await expect(page.getByRole('heading', { name: 'Importing now' })).toBeVisible();
    await look(page, 'wizard: importing');
    await wizard.button('Stop').click();
    await expect(page.getByRole('heading', { name: 'The import is stopped' })).toBeVisible();
    await look(page, 'wizard: import stopped');
    await release();
  });
  await test.step('gone on with', async () => {
    await page.reload();
    await settled(page);
    await expect(page.getByRole('heading', { name: 'The import is stopped' })).toBeVisible();
    await wizard.button('Go on importing').click();
    await expect(done).toBeVisible({ timeout: 60_000 });
  });
  await context.close();
});

test('killed in the middle of a recovery: goes on where it stood', async ({ client }) => {
  let { kit, visitor, page } = await proved(client);
  await stopServer(theServer('outage'), 'SIGKILL');
  server = await launch(theServer('outage'));
  page = await visitor.follow('/recover/password');
  const fresh = newPassword();
  page = await visitor.submit('/recover/password', { version: page.version, password: fresh });
  expect(page.heading).toBe('Your new password works');
  expect(await kit.binds(fresh)).toBe(true);
});

test('killed in the middle of the write: nothing happens twice, and what happened is found out', async ({ client }) => {
  let { kit, visitor, page } = await proved(client);
  await domain.freeze(1);
  await domain.freeze(0);
  const fresh = newPassword();
  const unanswered = visitor.post('/recover/password', { version: page.version, password: fresh }).catch(() => null);
  await expect.poll(async () => (await visitor.follow('/recover/password')).heading).toBe(SAVING);
  await stopServer(theServer('outage'), 'SIGKILL');
  await unanswered;
  server = await launch(theServer('outage'));
  // the form once more, as a reload sends it: nothing is written a second time
  page = await visitor.submit('/recover/password', { version: page.version, password: newPassword() });
  expect(page.heading).toBe(SAVING);
  await domain.thaw(0);
  await domain.thaw(1);
  page = await foundOut(visitor, 120_000);
  const works = await kit.binds(fresh);
  expect(page.heading).toBe(works ? 'Your new password is set' : 'Choose a new password');
  expect(await kit.binds(kit.first)).toBe(!works);
});
