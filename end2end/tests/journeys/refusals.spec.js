// A refused password: each reason as the sentence that the person reads, and nothing changed by it.
import { expect, look, test } from '../../support/test.js';
import { newPassword } from '../../support/people.js';
import { Recovery } from '../../support/recovery.js';
import { note } from '../../support/secrets.js';

const beside = (page, text) => expect(page.locator('#password-wrong')).toHaveText(text);

test('too short, too simple, with the name in it, leaked, used before', async ({ page, person }) => {
  const eva = await person({ enrolled: true });
  const recovery = new Recovery(page);
  await recovery.prove(eva);
  await recovery.heading('Choose a new password');
  for (const rule of ['At least 10 characters', 'Three of: small letter, capital, digit, sign', 'Without your name in it', 'Not one of your last 5, checked when you save'])
    await expect(page.getByRole('list').getByText(rule)).toBeVisible();

  for (const [tried, sentence] of [
    ['Ab3!xyz', 'A little longer. Northwind asks for at least 10 characters. Add a word or two.'],
    ['quiet harbour stone', 'One more kind of character. Use three of these: small letter, capital, digit, sign.'],
    ['Larsen on the Quay 77!', 'Your name is in it: “larsen”. Choose words that have nothing to do with you.'],
    ['Password123!', 'This password is on a public list of leaked ones. Any other will do.'],
  ]) {
    await recovery.newPassword(note('password', tried));
    await beside(page, sentence);
    await expect(page.getByLabel('New password', { exact: true })).toHaveValue('');
    await expect(page).toHaveTitle(/^Error: /);
  }
  await look(page, 'recover: refused password');
  expect(await eva.binds(eva.first)).toBe(true);

  const fresh = newPassword();
  await recovery.newPassword(fresh);
  await recovery.heading('Your new password works');

  await recovery.prove(eva);
  await recovery.newPassword(fresh);
  await beside(page, 'You have used this one before. Northwind remembers the last 5. Choose one that is new.');
  expect(await eva.binds(fresh)).toBe(true);
});

test('set too recently under a password settings object: the hour from which it works', async ({ page, person }) => {
  const finn = await person({ enrolled: true });
  await finn.state('join', 'G-TooYoung');
  const recovery = new Recovery(page);
  await recovery.prove(finn);
  await expect(page.getByText('At least 12 characters')).toBeVisible();
  const fresh = newPassword();
  await recovery.newPassword(fresh);
  await recovery.heading(/^You can change it again from \d\d:\d\d/);
  await expect(page.getByText('Nothing was changed')).toBeVisible();
  await look(page, 'recover: too young');
  expect(await finn.binds(finn.first)).toBe(true);
  expect(await finn.binds(fresh)).toBe(false);
});

test('a stricter settings object counts, not the domain’s rule', async ({ page, person }) => {
  const finn = await person({ enrolled: true });
  await finn.state('join', 'G-Privileged');
  const recovery = new Recovery(page);
  await recovery.prove(finn);
  await recovery.newPassword(note('password', 'Tiny Boat 77!'));
  await beside(page, 'A little longer. Northwind asks for at least 14 characters. Add a word or two.');
});

test('an account that became protected is not reset here', async ({ page, person }) => {
  const gus = await person({ enrolled: true });
  await gus.state('protect');
  const recovery = new Recovery(page);
  await recovery.prove(gus);
  await recovery.heading('This account is too powerful for self-service');
  await look(page, 'recover: protected');
  expect(await gus.binds(gus.first)).toBe(true);
});

test('an account that was disabled is told to nobody but its proven owner', async ({ page, person }) => {
  const ida = await person({ enrolled: true });
  await ida.state('disable');
  const recovery = new Recovery(page);
  await recovery.prove(ida);
  await recovery.heading('We cannot finish this here');
});

test('moved and renamed since the import: still the same account', async ({ page, person }) => {
  const jo = await person({ enrolled: true });
  await jo.state('move', '--ou', 'OU=Odd,OU=People', '--cn', `#7 Larsen, "Jo" + *(x) ${jo.login}`);
  const recovery = new Recovery(page);
  await recovery.prove(jo);
  const fresh = newPassword();
  await recovery.newPassword(fresh);
  await recovery.heading('Your new password works');
  expect(await jo.binds(fresh)).toBe(true);
  await jo.state('delete'); // out of the unit that is removed after the run
});
