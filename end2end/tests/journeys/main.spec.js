// The main line: invited, enrolled, locked out, back in.
import { expect, look, settled, test } from '../../support/test.js';
import { mail } from '../../support/lab.js';
import { newPassword } from '../../support/people.js';
import { Recovery } from '../../support/recovery.js';
import { Authenticator } from '../../support/totp.js';

test('invitation, enrolment, forgotten password, back in', async ({ page, person, client, javaScriptEnabled }) => {
  const anna = await person();
  const { link, token } = await anna.invitation();

  await test.step('a scanner that follows the link first spends nothing', async () => {
    const scanner = await client();
    const path = new URL(link).pathname;
    for (let n = 0; n < 2; n++) {
      expect((await scanner.http.head(path)).status()).toBe(200);
      const seen = await scanner.get(path);
      expect(seen.status).toBe(200);
      expect(seen.headers['set-cookie']).toBeUndefined();
    }
  });

  const heading = (text) => expect(page.getByRole('heading', { level: 1 })).toHaveText(text);
  const button = (name) => page.getByRole('button', { name, exact: true });

  await test.step('enrolment', async () => {
    await page.goto(link);
    await heading('Set up your way back in');
    await settled(page);
    await look(page, 'enrol: invitation');
    await button('Begin').click();
    await heading('First, sign in');
    await settled(page);
    expect(page.url()).not.toContain(token);
    await look(page, 'enrol: sign in');
    await page.getByLabel('Password', { exact: true }).fill(anna.password);
    await button('Sign in').click();

    await heading('Choose two ways to prove it is you');
    await settled(page);
    await look(page, 'enrol: choose');
    await page.getByLabel('Authenticator app').check();
    await page.getByLabel('Code by private e-mail').check();
    await button('Set up these two').click();

    await heading('Connect your authenticator app');
    await look(page, 'enrol: app');
    await page.getByText('On this phone? Copy the key instead').click();
    anna.app = new Authenticator(await page.locator('.secret').innerText());
    await page.getByLabel('2. Type the code it shows').fill(await anna.app.next());
    await button('Check and continue').click();

    await expect(page.getByLabel('Private e-mail address')).toBeVisible();
    await look(page, 'enrol: address');
    await page.getByLabel('Private e-mail address').fill(anna.mail);
    await button('Send me a code').click();
    await expect(page.getByText('would lock you out too')).toBeVisible();
    await look(page, 'enrol: address refused');
    await page.getByLabel('Private e-mail address').fill(anna.privateMail);
    await button('Send me a code').click();

    await heading('Enter the code we sent you');
    await look(page, 'enrol: mailed code');
    await page.getByLabel('6-digit code').fill(await anna.mailedCode());
    await button('Check and continue').click();

    await heading('Keep these on paper');
    await look(page, 'enrol: recovery codes');
    anna.keepCodes(await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allInnerTexts());
    const [download] = await Promise.all([page.waitForEvent('download'), button('Download').click()]);
    expect(download.suggestedFilename()).toBe('recovery-codes.txt');
    const { readFile } = await import('node:fs/promises');
    const file = await readFile(await download.path(), 'utf8');
    for (const code of anna.codes) expect(file).toContain(code);
    await expect(button('Print')).toBeVisible({ visible: javaScriptEnabled !== false });
    await page.getByLabel(/I have put them where/).check();
    await button('Finish').click();

    await heading('You are set');
    await look(page, 'enrol: done');
    await expect(page.getByText(anna.codes[0])).toHaveCount(0);
    await page.reload();
    await expect(page.getByText(anna.codes[0])).toHaveCount(0);
    await mail(anna.mail, 'You can now get back into Northwind by yourself'); // somebody set up a way into the account: its owner is told
  });

  await test.step('the invitation is spent', async () => {
    const late = await (await client()).submit('/api/enrol/open-link', { token });
    expect(late.heading).toBe('This link was for one use');
  });

  const recovery = new Recovery(page);
  const fresh = newPassword();
  await test.step('recovery', async () => {
    await page.context().clearCookies();
    await recovery.begin(anna.login);
    await recovery.app(await anna.app.next());
    await recovery.heading('Now your second proof');
    await expect(page.getByText('Authenticator app accepted')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Authenticator app/ })).toHaveCount(0);
    await recovery.mail(anna);
    await recovery.newPassword(fresh);
    await recovery.heading('Your new password works');
    await look(page, 'recover: done');
    await expect(page.getByText('New password set and tested.')).toBeVisible();
    await mail(anna.mail, 'Your Northwind password was changed');
  });

  await test.step('the directory knows the new password and not the old one', async () => {
    expect(await anna.binds(fresh)).toBe(true);
    expect(await anna.binds(anna.first)).toBe(false);
  });

  await test.step('nobody is signed in by it', async () => {
    await page.goto('/enrol');
    await heading('Set up with your invitation');
  });
});
