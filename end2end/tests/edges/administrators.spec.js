// What administrators do apart from setting up: lift a stop, which a session alone does not allow; and come
// back after they lost password and telephone.
import { Account } from '../../support/account.js';
import { withMethods } from '../../support/own-server.js';
import { run } from '../../support/server.js';
import { note } from '../../support/secrets.js';
import { expect, look, settled } from '../../support/test.js';
import { Authenticator, wrongCode } from '../../support/totp.js';
import { Wizard } from '../../support/wizard.js';

const test = withMethods('administrators', { people: 1, methods: ['totp', 'email', 'recovery-code'] });
test.describe.configure({ mode: 'serial', timeout: 150_000 });

test('a stop is lifted with a fresh code, and not without', async ({ page, context, desk, client, person }) => {
  const kim = await person({ enrolled: true });
  await test.step('reported', async () => {
    const stranger = await client();
    await stranger.submit('/recover', { name: kim.login });
    const account = new Account(page);
    await account.signIn(kim);
    await account.button('This wasn’t me').click();
    await account.button('Stop everything').click();
    await account.heading('Recovery is stopped for this account');
    expect((await kim.prove(await client())).heading).toBe('Recovery is stopped for this account');
  });

  const wizard = new Wizard(page);
  const admin = { ...desk.admin, used: desk.app.used };
  await wizard.signIn(admin);
  desk.app.used = admin.used;
  await wizard.open('/admin/people');
  await page.getByLabel('Find by name, account or mail').fill(kim.login);
  await expect(page.getByRole('rowheader')).toHaveCount(1);
  await page.getByRole('button', { name: 'Lift the stop' }).click();
  const dialog = page.getByRole('dialog', { name: 'Lift the stop on Kim Larsen?' });
  const code = dialog.getByLabel('Code from your authenticator app');
  const lift = async (typed) => {
    await code.fill(typed);
    await dialog.getByRole('button', { name: 'I have verified them: lift the stop' }).click();
  };
  await look(page, 'people: lift a stop');
  await lift('');
  await expect(dialog.getByText('Fill this in first.')).toBeVisible();
  await lift(wrongCode(admin.seed));
  await expect(dialog.getByText(/does not match/)).toBeVisible();
  await look(page, 'people: lift a stop, wrong code');
  await test.step('a session alone does not do it', async () => {
    const { id } = (await desk.ask('people', { query: { text: kim.login } })).rows[0];
    for (const typed of ['', wrongCode(admin.seed)]) {
      const { value } = await desk.client.json('/api/admin/unfreeze', { id, code: typed });
      expect(JSON.stringify(value)).toContain('"code"');
    }
  });
  expect((await kim.prove(await client())).heading).toBe('Recovery is stopped for this account');
  await lift(await desk.app.next());
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Lift the stop' })).toBeHidden();
  expect((await kim.prove(await client())).heading).toBe('Choose a new password');
  await context.clearCookies();
});

test('an administrator who lost everything comes back by the command line', async ({ page, browser, server, desk, client }) => {
  const wizard = new Wizard(page);
  const old = { ...desk.admin, used: desk.app.used };
  await wizard.signIn(old);
  const { code, said } = await run(['admin', 'reset', old.name, '--config', server.config]);
  expect(code, said).toBe(0);
  expect(said).toContain(`${old.name} is signed out everywhere`);
  const link = /https:\S+\/admin\/setup\/([\w-]+)/.exec(said);
  note('set-up token', link[1]);

  await test.step('nothing that they had opens anything', async () => {
    await page.goto('/admin/people');
    await page.waitForURL('**/admin/sign-in');
    const thief = await client();
    await thief.submit('/api/admin/sign-in', { name: old.name, password: old.password });
    const app = new Authenticator(old.seed, old.used);
    await thief.submit('/api/admin/sign-in-totp', { code: await app.next() });
    expect((await thief.get('/admin/people')).location).toContain('/admin/sign-in');
  });

  const back = await browser.newContext({ baseURL: server.origin, viewport: { width: 390, height: 844 } });
  const there = new Wizard(await back.newPage());
  await there.page.goto(link[0]);
  await there.button('Use this link now').click();
  await there.heading(`Choose your password, ${old.name}`);
  await look(there.page, 'set-up: after a reset');
  const admin = { name: old.name, password: note('password', `Paper Lantern ${Date.now()} Nine`) };
  await there.passwordAndApp(admin);
  await there.page.waitForURL(/\/admin\/?(?!setup)[a-z/]*$/);
  await settled(there.page);
  await there.open('/admin/people');
  await there.heading('Onboard people');
  await back.clearCookies();
  await there.signIn(admin);
  await back.close();
  const late = await client();
  expect((await late.submit('/api/admin/open-setup', { token: link[1] })).text).toContain('This set-up link is used or too old');
});
