// Practice mode: everything can be tried with nothing installed; and the licence's seats, which two
// administrators at once cannot exceed either.
import { run, setupLink, startServer, theServer } from '../../support/server.js';
import { expect, look, test, watch } from '../../support/test.js';
import { Wizard } from '../../support/wizard.js';

test.describe.configure({ mode: 'serial' });

let server, state;

test.beforeAll(async () => {
  server = await startServer('practice', { practice: true, seats: 6 });
});

const open = async (browser, options = {}) => {
  const context = await browser.newContext({ baseURL: server.origin, viewport: { width: 1280, height: 900 }, ...options });
  return { context, errors: watch(context), page: await context.newPage() };
};

test('the wizard on the practice directory', async ({ browser }) => {
  const { page, context, errors } = await open(browser);
  const wizard = new Wizard(page);
  await wizard.firstAdministrator(await setupLink(server));
  await expect(page.getByText('Practice mode.')).toBeVisible();
  await page.waitForLoadState('networkidle');
  await page.getByRole('button', { name: 'Check the connection' }).click();
  await expect(page.getByText('all fine')).toBeVisible();
  await wizard.save();
  await page.waitForLoadState('networkidle');
  await page.getByRole('checkbox').first().check();
  await page.getByRole('button', { name: /^Import \d+ people$/ }).click();
  await expect(page.getByText(/^\d+ people imported/)).toBeVisible();
  await page.getByRole('link', { name: 'Go on to activation' }).click();
  await wizard.activate();
  await wizard.heading('Onboard people');
  await look(page, 'practice: people');
  expect(errors).toEqual([]);
  state = await context.storageState();
  await context.close();
});

test('the practice desk', async ({ browser }) => {
  for (const viewport of [{ width: 390, height: 844 }, { width: 1280, height: 900 }]) {
    const { page, context, errors } = await open(browser, { viewport });
    await page.goto('/practice');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Practice desk');
    await look(page, 'practice desk');
    // With the keyboard alone: an account is locked, stays in sight, and is opened again.
    await page.getByText('Change the account of Anna Lindqvist').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Lock (Anna Lindqvist)', exact: true }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText('Anna Lindqvist is locked now')).toBeVisible();
    await look(page, 'practice desk: somebody is locked');
    await page.getByRole('button', { name: 'Unlock (Anna Lindqvist)' }).click();
    await expect(page.getByText('Anna Lindqvist is unlocked')).toBeVisible();
    const away = page.getByRole('switch', { name: 'The directory is away' });
    await expect(away).not.toBeChecked();
    await away.click();
    await expect(away).toBeChecked();
    await away.click();
    await expect(away).not.toBeChecked();
    expect(errors).toEqual([]);
    await context.close();
  }
});

test('two administrators at once cannot take more seats than there are', async ({ browser }) => {
  const { context } = await open(browser, { storageState: state, extraHTTPHeaders: { origin: server.origin } });
  const ask = async (path, data) => (await context.request.post(`/api/admin/${path}`, { data, headers: { accept: 'application/json' } })).json();
  const { Ok: found } = await ask('people', { query: { text: '', onboarded_only: false, after: '' } });
  const free = found.rows.filter((row) => !row.hindrance).map((row) => row.id);
  expect(free.length).toBeGreaterThanOrEqual(8);
  const answers = await Promise.all([ask('onboard', { whom: { people: free.slice(0, 4) } }), ask('onboard', { whom: { people: free.slice(4, 8) } })]);
  const [won, lost] = [answers.filter((one) => one.Ok), answers.filter((one) => one.Err)];
  expect([won.length, lost.length]).toEqual([1, 1]);
  expect(JSON.stringify(lost[0])).toContain('"seats"');
  const { Ok: after } = await ask('people', { query: { text: '', onboarded_only: true, after: '' } });
  expect(after.seats).toEqual({ used: 4, total: 6 });
  await context.close();
});

test('practice mode cannot stand beside a production configuration', async () => {
  const { code, said } = await run(['serve', '--practice', '--config', theServer('main').config]);
  expect(code).not.toBe(0);
  expect(said).toContain('belongs to a real installation');
});
