// The page of the servers that methods ask: what came of an action stands where it was done, what was typed
// stays, and a link from a method that lacks its server leads into its form. With the keyboard alone.
import { freePort, setupLink, startServer } from '../../support/server.js';
import { expect, look, settled, test, watch } from '../../support/test.js';
import { Authenticator } from '../../support/totp.js';
import { Wizard } from '../../support/wizard.js';

test.describe.configure({ mode: 'serial' });

let server, state, app;

test.beforeAll(async ({ browser }) => {
  server = await startServer('asked-servers', { practice: true });
  const context = await browser.newContext({ baseURL: server.origin });
  const admin = await new Wizard(await context.newPage()).firstAdministrator(await setupLink(server));
  app = new Authenticator(admin.seed, admin.used);
  state = await context.storageState();
  await context.close();
});

const open = async (browser, path, options = {}) => {
  const context = await browser.newContext({ baseURL: server.origin, storageState: state, viewport: { width: 1280, height: 900 }, ...options });
  const [errors, page] = [watch(context), await context.newPage()];
  await page.goto(path);
  await settled(page);
  return { context, errors, page };
};
const cardOf = (page, title) => page.locator('details').filter({ has: page.locator('summary', { hasText: title }) });
const inSight = (locator) => expect(locator).toBeInViewport();

test('a link from the method leads into the form, and a refusal stands in it', async ({ browser }) => {
  for (const width of [390, 1280]) {
    const { page, context, errors } = await open(browser, '/admin/methods', { viewport: { width, height: 700 } });
    await page.getByRole('link', { name: /^Set it up ?: Passcode/ }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/admin/methods/servers#radius');
    const card = cardOf(page, 'RADIUS');
    await expect(card).toHaveAttribute('open');
    await expect(card.locator('summary')).toBeFocused();
    await inSight(card.locator('summary'));
    await expect(page.locator('details[open]')).toHaveCount(1);

    await page.keyboard.press('Tab');
    await expect(card.getByLabel('Server', { exact: true })).toBeFocused();
    await page.keyboard.type('127.0.0.1');
    await page.keyboard.press('Enter');
    const secret = card.getByLabel('Shared secret', { exact: true });
    await expect(card.getByRole('alert')).toHaveText(/Nothing was saved.*Shared secret: This is needed/);
    await expect(secret).toHaveAttribute('aria-invalid', 'true');
    await expect(secret).toBeFocused();
    await inSight(secret);
    await expect(card.getByLabel('Server', { exact: true })).toHaveValue('127.0.0.1');
    await look(page, 'servers: refused');
    expect(errors).toEqual([]);
    await context.close();
  }
});

test('a server that does not answer is not kept, and what was typed is', async ({ browser }) => {
  const { page, context, errors } = await open(browser, '/admin/methods/servers');
  await expect(page.locator('details[open]')).toHaveCount(0);
  await look(page, 'servers: all folded');
  const card = cardOf(page, 'RADIUS');
  await card.locator('summary').press('Enter');
  const typed = { Server: `127.0.0.1:${await freePort()}`, 'Shared secret': 'sixteen-and-more', 'Seconds to wait': '1', 'Times to send it': '1' };
  for (const [label, value] of Object.entries(typed)) await card.getByLabel(label, { exact: true }).fill(value);
  await card.getByRole('button', { name: 'Ask it, and save' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Save the settings of RADIUS?' });
  await expect(dialog.getByRole('button', { name: 'Save' })).toHaveClass(/primary/);
  await look(page, 'servers: the code');
  await dialog.getByLabel('Code from your authenticator app').fill(await app.next());
  await page.keyboard.press('Enter');
  const news = card.getByRole('alert');
  await expect(news).toHaveText(/Nothing was saved/);
  await expect(dialog).toBeHidden();
  await inSight(news);
  for (const [label, value] of Object.entries(typed)) await expect(card.getByLabel(label, { exact: true })).toHaveValue(value);
  await expect(card.locator('summary')).toHaveText(/not set up/);
  expect(errors).toEqual([]);
  await context.close();
});

test('what was saved and what was removed is said in the card', async ({ browser }) => {
  const { page, context, errors } = await open(browser, '/admin/methods/servers#sms');
  await expect(page.getByRole('region', { name: 'Code by text message' })).toBeFocused();
  const other = cardOf(page, 'RADIUS');
  await other.locator('summary').click();
  await other.getByLabel('Server', { exact: true }).fill('half.typed.example');
  const card = cardOf(page, 'A gateway that takes mail');
  await card.locator('summary').press('Enter');
  await card.getByLabel('Address of a number').fill('{number}@sms.northwind.example');
  await page.keyboard.press('Enter');
  const code = (dialog) => dialog.getByLabel('Code from your authenticator app');
  const saving = page.getByRole('dialog', { name: 'Save the settings of A gateway that takes mail?' });
  await code(saving).fill(await app.next());
  await page.keyboard.press('Enter');
  const news = card.getByRole('status');
  await expect(news).toHaveText(/Saved.*hold from now on/);
  await inSight(news);
  await expect(card.locator('.news')).toBeFocused();
  await expect(card.locator('summary')).toHaveText(/in use/);
  await expect(other.getByLabel('Server', { exact: true })).toHaveValue('half.typed.example');
  await look(page, 'servers: saved');

  await card.getByRole('button', { name: 'Remove' }).press('Enter');
  const removing = page.getByRole('dialog', { name: 'Remove the settings of A gateway that takes mail?' });
  const action = removing.getByRole('button', { name: 'Remove' });
  await expect(action).toHaveClass(/danger/);
  await code(removing).fill(await app.next());
  await action.press('Enter');
  await expect(news).toHaveText(/Removed/);
  await inSight(news);
  await expect(card.locator('.news')).toBeFocused();
  await expect(card.locator('summary')).toHaveText(/not set up/);
  await expect(card.getByLabel('Address of a number')).toHaveValue('');
  expect(errors).toEqual([]);
  await context.close();
});

test('without script all of it can be read, and a link opens its card', async ({ browser }) => {
  const { page, context, errors } = await open(browser, '/admin/methods/servers#radius', { javaScriptEnabled: false });
  const card = cardOf(page, 'RADIUS');
  await expect(card.getByLabel('Server', { exact: true })).toBeVisible();
  await expect(page.locator('summary')).toHaveCount(7);
  expect(errors).toEqual([]);
  await context.close();
});
