// What people do with browsers: back, reload, a second tab, only the keyboard; and what the page's small
// module adds for those who have script.
import { newPassword } from '../../support/people.js';
import { Recovery } from '../../support/recovery.js';
import { expect, test } from '../../support/test.js';

test('back, reload and a second tab always land on a page that says where one is', async ({ page, context, person }) => {
  const kit = await person({ enrolled: true });
  const recovery = new Recovery(page);
  await recovery.begin(kit.login);
  await recovery.method('Authenticator app');
  await recovery.heading('Enter the code from your authenticator app');
  await page.reload();
  await recovery.heading('Enter the code from your authenticator app');
  await page.goBack();
  await recovery.heading('How do you want to prove it is you?');
  await recovery.app(await kit.app.next());
  await recovery.heading('Now your second proof');

  const tab = new Recovery(await context.newPage());
  await tab.page.goto('/recover/password');
  await tab.heading('Now your second proof');
  await tab.recoveryCode(kit.codes.shift());
  await tab.heading('Choose a new password');

  // the first tab still shows the list; whatever is pressed there leads to where the flow is
  await recovery.method('Code by e-mail');
  await recovery.heading('Choose a new password');
  await expect(page.getByText('You had gone on from there')).toBeVisible();

  const fresh = newPassword();
  await tab.page.reload();
  await tab.newPassword(fresh);
  await tab.heading('Your new password works');
  await page.reload();
  await recovery.heading('Your new password works');
  await page.goBack();
  await page.goto('/recover/password');
  await recovery.heading('Your new password works');
  // nothing of it can be sent again
  await page.goto('/recover');
  await recovery.heading('Get back into your account');
});

test('“Not you?” ends it', async ({ page, person }) => {
  const kit = await person({ enrolled: true });
  const recovery = new Recovery(page);
  await recovery.begin(kit.login);
  await page.getByRole('button', { name: 'Not you?' }).click();
  await recovery.heading('Get back into your account');
  expect(await page.context().cookies()).toEqual([]);
});

test('with the keyboard alone, from the name to the new password', async ({ page, person }) => {
  const kit = await person({ enrolled: true });
  const keys = page.keyboard;
  const heading = new Recovery(page);
  // Tab until what has the focus is called `name`; the focus must be visible on the way.
  const to = async (name) => {
    for (let n = 0; n < 25; n++) {
      await keys.press('Tab');
      const at = await page.evaluate(() => {
        const one = document.activeElement;
        const label = one.labels?.[0]?.textContent ?? one.getAttribute('aria-label') ?? one.textContent;
        const style = getComputedStyle(one);
        const ringed = [one, one.parentElement].some((node) => {
          const its = getComputedStyle(node);
          return (its.outlineStyle !== 'none' && parseFloat(its.outlineWidth) > 0) || its.boxShadow !== 'none';
        });
        return { label: label.trim(), ringed: ringed || style.outlineStyle !== 'none' };
      });
      expect(at.ringed, `the focus on “${at.label}” cannot be seen`).toBe(true);
      if (at.label.startsWith(name)) return;
    }
    throw new Error(`the keyboard does not reach “${name}”`);
  };
  await page.goto('/recover');
  await to('Skip to the content');
  await to('User name');
  await keys.type(kit.login);
  await keys.press('Enter');
  await heading.heading('How do you want to prove it is you?');
  await to('Authenticator app');
  await keys.press('Enter');
  await heading.heading('Enter the code from your authenticator app');
  await to('6-digit code');
  await keys.type(await kit.app.next());
  await keys.press('Enter');
  await heading.heading('Now your second proof');
  await to('Recovery code');
  await keys.press('Enter');
  await heading.heading('Enter a recovery code');
  await to('Recovery code');
  await keys.type(kit.codes.shift());
  await to('Continue');
  await keys.press('Enter');
  await heading.heading('Choose a new password');
  await to('New password');
  const fresh = newPassword();
  await keys.type(fresh);
  await to('Show the password');
  await keys.press('Space');
  await expect(page.getByLabel('New password', { exact: true })).toHaveAttribute('type', 'text');
  await to('Set new password');
  await keys.press('Enter');
  await heading.heading('Your new password works');
  expect(await kit.binds(fresh)).toBe(true);
});

test('the rules are ticked while typing', async ({ page, person }) => {
  const kit = await person({ enrolled: true });
  const recovery = new Recovery(page);
  await recovery.prove(kit);
  await recovery.heading('Choose a new password');
  const field = page.getByLabel('New password', { exact: true });
  const rule = (text) => page.getByRole('listitem').filter({ hasText: text });
  await field.fill('short');
  await expect(rule('At least 10 characters')).not.toHaveClass('ok');
  await field.fill('Larsen Quay 77!');
  await expect(rule('At least 10 characters')).toHaveClass('ok');
  await expect(rule('Three of')).toHaveClass('ok');
  await expect(rule('Without your name')).not.toHaveClass('ok');
  await field.fill('Quiet Harbour 77!');
  await expect(rule('Without your name')).toHaveClass('ok');
});

test('a wrong code is said beside the field, and the field is where one types on', async ({ page, person }) => {
  const kit = await person({ enrolled: true });
  const recovery = new Recovery(page);
  await recovery.begin(kit.login);
  const { wrongCode } = await import('../../support/totp.js');
  await recovery.app(wrongCode(kit.app.seed));
  const field = page.getByLabel('6-digit code');
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription('That code does not match. Check it and type it once more.');
  await page.getByRole('button', { name: 'Use another method' }).click();
  await recovery.heading('How do you want to prove it is you?');
});

test('enrolment: left half-way and come back to', async ({ page, person, browser, address, server }) => {
  const kit = await person();
  const { link } = await kit.invitation();
  const heading = (on, text) => expect(on.getByRole('heading', { level: 1 })).toHaveText(text);
  const toApp = async (on) => {
    await on.goto(link);
    await on.getByRole('button', { name: 'Begin' }).click();
    await heading(on, 'First, sign in');
    await on.waitForLoadState('networkidle');
    await on.getByLabel('Password', { exact: true }).fill(kit.password);
    await on.getByRole('button', { name: 'Sign in' }).click();
    await heading(on, 'Choose two ways to prove it is you');
  };
  await toApp(page);
  await page.waitForLoadState('networkidle');
  await page.getByRole('button', { name: 'Set up these two' }).click();
  await expect(page.getByText('That many must work before you can recover by yourself.')).toBeVisible();
  await page.getByLabel('Authenticator app').check();
  await page.getByLabel('Code by private e-mail').check();
  await page.getByRole('button', { name: 'Set up these two' }).click();
  await heading(page, 'Connect your authenticator app');
  const { Authenticator } = await import('../../support/totp.js');
  kit.app = new Authenticator((await page.locator('.secret').textContent()).trim());
  await page.getByLabel('2. Type the code it shows').fill(kit.app.stale());
  await page.getByRole('button', { name: 'Check and continue' }).click();
  await expect(page.locator('#code-wrong')).toBeVisible();
  await page.reload();
  await heading(page, 'Connect your authenticator app');
  await page.getByLabel('2. Type the code it shows').fill(await kit.app.next());
  await page.getByRole('button', { name: 'Check and continue' }).click();
  await expect(page.getByLabel('Private e-mail address')).toBeVisible();

  // the next day, at another browser: nothing is kept before the end, so nobody can leave a method behind
  const elsewhere = await browser.newContext({ baseURL: server.origin, ignoreHTTPSErrors: true, extraHTTPHeaders: { 'x-forwarded-for': address } });
  const other = await elsewhere.newPage();
  await toApp(other);
  await expect(other.getByLabel('Authenticator app')).not.toBeChecked();
  await expect(other.getByText('Set up already.')).toHaveCount(0);
  await other.waitForLoadState('networkidle');
  await other.getByLabel('Authenticator app').check();
  await other.getByLabel('Code by private e-mail').check();
  await other.getByRole('button', { name: 'Set up these two' }).click();
  await heading(other, 'Connect your authenticator app');
  const again = (await other.locator('.secret').textContent()).trim();
  expect(new Authenticator(again).seed, 'a seed of its own').not.toBe(kit.app.seed);
  await elsewhere.close();
});
