// Accounts that the directory does not let in for other reasons than a forgotten password.
import { expect, look, test } from '../../support/test.js';
import { mail } from '../../support/lab.js';
import { newPassword } from '../../support/people.js';
import { Recovery } from '../../support/recovery.js';

const LOCKED = 0x10; // of msDS-User-Account-Control-Computed
const isLocked = async (person) => (Number((await person.domain.show(person.login, 'msDS-User-Account-Control-Computed'))['msDS-User-Account-Control-Computed']) & LOCKED) !== 0;

test('locked: unlocking keeps the password', async ({ page, person }) => {
  const bo = await person({ enrolled: true });
  await bo.state('lock');
  expect(await isLocked(bo)).toBe(true);

  const recovery = new Recovery(page);
  await recovery.prove(bo, { unlock: true });
  await recovery.heading('Your account is locked, your password is fine');
  await look(page, 'recover: unlock or reset');
  await page.getByRole('button', { name: 'Unlock my account' }).click();
  await recovery.heading('Your account is unlocked');
  await look(page, 'recover: unlocked');

  expect(await isLocked(bo)).toBe(false);
  expect(await bo.binds(bo.password)).toBe(true);
  await mail(bo.mail, 'Your Northwind account was unlocked');
});

test('locked and forgotten: a new password unlocks too', async ({ page, person }) => {
  const bo = await person({ enrolled: true });
  await bo.state('lock');
  const recovery = new Recovery(page);
  await recovery.prove(bo);
  await recovery.heading('Your account is locked, your password is fine');
  await page.getByRole('button', { name: 'Set a new password instead' }).click();
  const fresh = newPassword();
  await expect(page.getByText('This also unlocks your account.')).toBeVisible();
  await recovery.newPassword(fresh);
  await recovery.heading('Your new password works');
  await expect(page.getByText('New password set and tested. Account unlocked.')).toBeVisible();
  expect(await isLocked(bo)).toBe(false);
  expect(await bo.binds(fresh)).toBe(true);
});

test('not locked: asking to unlock says so and offers a new password', async ({ page, person }) => {
  const bo = await person({ enrolled: true });
  const recovery = new Recovery(page);
  await recovery.prove(bo, { unlock: true });
  await recovery.heading('Choose a new password');
  await expect(page.getByText('Your account is not locked')).toBeVisible();
});

test('expired: a new password lets in again', async ({ page, person }) => {
  const cleo = await person({ enrolled: true });
  await cleo.state('expire');
  expect(await cleo.binds(cleo.password)).toBe(false);
  const recovery = new Recovery(page);
  await recovery.prove(cleo);
  const fresh = newPassword();
  await recovery.newPassword(fresh);
  await recovery.heading('Your new password works');
  expect(await cleo.binds(fresh)).toBe(true);
  expect(await cleo.binds(cleo.first)).toBe(false);
});

test('locked and expired: unlocking is not enough, and the page says so', async ({ page, person }) => {
  const cleo = await person({ enrolled: true });
  await cleo.state('lock');
  await cleo.state('expire');
  const recovery = new Recovery(page);
  await recovery.prove(cleo, { unlock: true });
  await recovery.heading('Choose a new password');
  await expect(page.getByText('Unlocking is not enough')).toBeVisible();
  const fresh = newPassword();
  await recovery.newPassword(fresh);
  await recovery.heading('Your new password works');
  expect(await cleo.binds(fresh)).toBe(true);
});

test('must change at the next sign-in: a new password does it', async ({ page, person }) => {
  const dan = await person({ enrolled: true });
  await dan.state('must-change');
  expect(await dan.binds(dan.password)).toBe(false);
  const recovery = new Recovery(page);
  await recovery.prove(dan);
  const fresh = newPassword();
  await recovery.newPassword(fresh);
  await recovery.heading('Your new password works');
  expect(await dan.binds(fresh)).toBe(true);
  expect((await dan.domain.show(dan.login, 'pwdLastSet')).pwdLastSet[0]).not.toBe('0');
});
