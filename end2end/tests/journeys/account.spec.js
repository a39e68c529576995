// One's own account page: in with the password and one method, and everything that can be done there.
import { Account } from '../../support/account.js';
import { mail } from '../../support/lab.js';
import { newPassword } from '../../support/people.js';
import { Recovery } from '../../support/recovery.js';
import { expect, look, settled, test } from '../../support/test.js';
import { Authenticator } from '../../support/totp.js';

test('a second app, a name for it, a trial, and away with the first', async ({ page, person }) => {
  const kim = await person({ enrolled: true });
  const account = new Account(page);
  await account.signIn(kim);
  await settled(page);
  await expect(page.getByText('You can get back in by yourself')).toBeVisible();
  await expect(page.getByText('10 left, each works once.')).toBeVisible();
  await look(page, 'account: home');

  await test.step('add', async () => {
    await page.getByText('Add a method', { exact: true }).click();
    await look(page, 'account: add');
    await page.getByRole('button', { name: /^Authenticator app A code/ }).click();
    await account.heading('Connect your authenticator app');
    await settled(page);
    await page.getByText('On this phone? Copy the key instead').click();
    kim.second = new Authenticator(await page.locator('.secret').innerText());
    await page.getByLabel('2. Type the code it shows').fill(await kim.second.next());
    await account.button('Check and continue').click();
    await account.heading('That is done');
    await look(page, 'account: added');
    await page.getByRole('link', { name: 'Back to my account' }).click();
    await account.heading('Kim Larsen');
    await mail(kim.mail, 'A new way to prove it is you at Northwind');
  });

  const row = (label) => page.getByRole('listitem').filter({ has: page.getByText(label, { exact: true }) });
  // Without script the page is a new one after each action, and everything is folded again.
  const unfold = async (label) => {
    if ((await row(label).locator('details').getAttribute('open')) === null) await row(label).getByText('Rename or try it').click();
  };
  await test.step('rename', async () => {
    await settled(page);
    await unfold('Authenticator app 2');
    await row('Authenticator app 2').getByLabel('Its name').fill('Tablet');
    await row('Authenticator app 2').getByRole('button', { name: 'Keep this name' }).click();
    await expect(page.getByText('The name was changed')).toBeVisible();
    await expect(row('Tablet')).toBeVisible();
  });

  await test.step('try it out', async () => {
    await settled(page);
    await unfold('Tablet');
    await row('Tablet').getByRole('button', { name: 'Try it out' }).click();
    await account.heading('Enter the code from your authenticator app');
    await expect(page.getByText('A trial: nothing is changed by it.')).toBeVisible();
    await look(page, 'account: trial');
    await page.getByLabel('6-digit code').fill(await kim.second.next());
    await account.button('Continue').click();
    await expect(page.getByText('Authenticator app works')).toBeVisible();
  });

  await test.step('remove the first; the last of a kind that is needed has to stay', async () => {
    await row('Authenticator app').getByRole('button', { name: 'Remove Authenticator app' }).click();
    await expect(page.getByText('“Authenticator app” was removed')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Remove/ })).toHaveCount(0);
    await expect(page.getByText('It has to stay while you have no other.')).toHaveCount(2);
  });

  await test.step('and the second one gets them back in', async () => {
    await page.context().clearCookies();
    const recovery = new Recovery(page);
    await recovery.begin(kim.login);
    await recovery.app(await kim.second.next());
    await recovery.heading('Now your second proof');
    await recovery.recoveryCode(kim.codes.shift());
    await recovery.heading('Choose a new password');
  });
});

test('new codes end the old ones', async ({ page, person }) => {
  const kim = await person({ enrolled: true });
  const account = new Account(page);
  await account.signIn(kim);
  await account.button('Make new ones').click();
  await account.heading('Keep these on paper');
  await settled(page);
  const old = kim.codes;
  kim.keepCodes(await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allInnerTexts());
  expect(kim.codes).not.toContain(old[0]);
  await page.getByLabel(/I have put them where/).check();
  await account.button('Finish').click();
  await account.heading('That is done');
  await page.context().clearCookies();
  const recovery = new Recovery(page);
  await recovery.begin(kim.login);
  await recovery.recoveryCode(old[0]);
  await expect(page.getByText('That code does not match')).toBeVisible();
  await page.getByLabel('Recovery code').fill(kim.codes.shift());
  await recovery.continue();
  await recovery.heading('Now your second proof');
});

test('the directory password is changed by who knows it', async ({ page, person }) => {
  const kim = await person({ enrolled: true });
  // the policy of the domain lets a password be changed at any time; it was set when the account was made
  const account = new Account(page);
  await account.signIn(kim);
  await account.button('Change it').click();
  await account.heading('Change your password');
  await settled(page);
  await look(page, 'account: password');
  const fresh = newPassword();
  await page.getByLabel('Present password').fill('Not The Password 77!');
  await page.getByLabel('New password', { exact: true }).fill(fresh);
  await account.button('Change my password').click();
  await expect(page.getByText('That is not the password of this account')).toBeVisible();
  await page.getByLabel('Present password').fill(kim.password);
  await page.getByLabel('New password', { exact: true }).fill(fresh);
  await account.button('Change my password').click();
  await expect(page.getByText('Your new password works')).toBeVisible();
  expect(await kim.binds(fresh)).toBe(true);
  expect(await kim.binds(kim.first)).toBe(false);
});

test('this was not me: everything stops until the help desk lifts it', async ({ page, person, client }) => {
  const kim = await person({ enrolled: true });
  const stranger = await client({ address: '10.249.1.1' });
  await stranger.submit('/recover', { name: kim.login });
  const account = new Account(page);
  await account.signIn(kim);
  await expect(page.getByText('Recovery started')).toBeVisible();
  await account.button('This wasn’t me').click();
  await account.heading('Was that not you?');
  await look(page, 'account: not me');
  await account.button('Stop everything').click();
  await account.heading('Recovery is stopped for this account');
  await look(page, 'account: stopped');
  // a stranger sees nothing of it; who proves both is told
  expect((await stranger.follow('/recover/methods')).heading).toBe('How do you want to prove it is you?');
  const visitor = await client();
  const end = await kim.prove(visitor);
  expect(end.heading).toBe('Recovery is stopped for this account');
  expect(await kim.binds(kim.first)).toBe(true);
});
