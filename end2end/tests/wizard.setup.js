// The first administrator sets everything up: the real wizard, the real domain. What the other tests
// stand on comes from here.
import { Domain } from '../support/lab.js';
import { POOL, fillPool } from '../support/people.js';
import { inRun, read, write } from '../support/run.js';
import { setupLink } from '../support/server.js';
import { expect, test } from '../support/test.js';
import { Wizard } from '../support/wizard.js';

test.describe.configure({ mode: 'serial', timeout: 240_000 });

test('from the one-time link to the last invitation', async ({ page, server, context, client }) => {
  const domain = Domain.shared();
  const wizard = new Wizard(page);
  let pool, admin;
  const filling = fillPool(domain);

  await test.step('first administrator', async () => {
    const link = await setupLink(server);
    // whoever only looks at the link spends nothing
    const scanner = await client();
    for (let n = 0; n < 2; n++) expect((await scanner.get(new URL(link).pathname)).status).toBe(200);
    admin = await wizard.firstAdministrator(link);
    write('admin.json', admin);
    // it was for one use
    const late = await client();
    const spent = await late.submit('/api/admin/open-setup', { token: link.split('/').pop() });
    expect(spent.text).toContain('This set-up link is used or too old');
  });

  await test.step('nothing can be activated before there is a domain', async () => {
    await wizard.open('/admin/activate');
    await expect(page.getByRole('heading', { name: 'No domain is connected yet' })).toBeVisible();
  });

  await test.step('connect', () => wizard.connect(domain));
  const id = /import\/([^/]+)\/units/.exec(page.url())[1];

  await test.step('activation is refused while nobody is imported', async () => {
    await wizard.open('/admin/activate');
    await expect(page.getByText('Nobody is imported from here yet')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Activate' })).toBeDisabled();
    // past the button, too
    const answer = await page.evaluate(async (id) => {
      const sent = await fetch('/api/admin/activate', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id, on: true }) });
      return sent.json();
    }, id);
    expect(JSON.stringify(answer)).toContain('"nobody-imported"');
  });

  await test.step('a session alone adds no directory', async () => {
    const ask = (path, data) => page.evaluate(async ([path, data]) => {
      const sent = await fetch(`/api/admin/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(data) });
      return sent.json();
    }, [path, data]);
    const form = { id: '', practice: false, domain: 'corp.evil.example', servers: 'ldaps://127.0.0.1:1', account: 'x', password: 'x', trusted_pem: '', label: '', code: '' };
    expect(await ask('save-connection', { form })).toEqual({ Err: { Refused: { code: 'empty' } } });
  });

  await test.step('import', async () => {
    pool = await filling;
    await wizard.open(`/admin/import/${id}/units`);
    await wizard.import(['Staff', pool.unit]);
  });
  await test.step('activate', () => wizard.activate());
  await test.step('onboard', async () => {
    await wizard.onboardOne(pool.single.name, 'Kim Larsen');
    await wizard.onboardGroup(pool.group, POOL - 1);
  });
  await test.step('methods', () => wizard.methods());
  await test.step('invite', async () => {
    await wizard.testMail(`jonas.${pool.tag}@northwind.example`);
    await wizard.invite(POOL);
  });
  await test.step('overview', async () => {
    await page.getByRole('link', { name: 'To the overview' }).click();
    await wizard.heading('Northwind');
    await expect(page.getByRole('main').getByText('of 400 seats')).toBeVisible();
  });
  write('admin.json', admin); // with the codes that were used
  await context.storageState({ path: inRun('admin-session.json') });
});

test('coming back needs the password and the app', async ({ page }) => {
  const admin = read('admin.json');
  const wizard = new Wizard(page);
  await page.goto('/admin/people');
  await page.waitForURL('**/admin/sign-in');
  await wizard.signIn(admin);
  write('admin.json', admin);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByText('You are signed out')).toBeVisible();
  await page.goto('/admin/people');
  await page.waitForURL('**/admin/sign-in');
});
