// Practice mode with both directories: somebody has an account in each. She is invited once, recovers while one of
// them is away, and comes to her account page by the cloud's own sign-in page.
import { until } from '../../support/run.js';
import { note } from '../../support/secrets.js';
import { setupLink, startServer } from '../../support/server.js';
import { expect, look, settled, test, watch } from '../../support/test.js';
import { Authenticator } from '../../support/totp.js';
import { Wizard } from '../../support/wizard.js';

test.describe.configure({ mode: 'serial' });

const NAME = 'Anna Lindqvist';
const FRESH = 'Quiet Harbour Lantern 77';
let server, anna, jonas;

test.beforeAll(async () => {
  server = await startServer('practice-cloud', { practice: true, seats: 2 });
});

const open = async (browser, options = {}) => {
  const context = await browser.newContext({ baseURL: server.origin, viewport: { width: 1280, height: 900 }, ...options });
  return { context, errors: watch(context), page: await context.newPage() };
};
const heading = (page, text) => expect(page.getByRole('heading', { level: 1 })).toHaveText(text);
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

// The newest message to this address that matches, as the practice desk shows it.
const mailed = (context, to, pattern) =>
  until(`a mail to ${to}`, async () => {
    const desk = await context.newPage();
    await desk.goto('/practice');
    const all = await desk.locator('section', { hasText: 'Everybody’s mail' }).locator('li', { hasText: `to ${to},` }).allTextContents();
    await desk.close();
    return all.map((text) => pattern.exec(text)).find(Boolean);
  });

// The wrong password on the cloud's page is answered as one.
const complaints = (errors) => errors.filter((text) => !/status of 422/.test(text));

async function cloud(context, away) {
  const desk = await context.newPage();
  await desk.goto('/practice');
  const toggle = desk.getByRole('switch', { name: 'The cloud is away' });
  await toggle.click();
  await expect(toggle).toBeChecked({ checked: away });
  if (away) await look(desk, 'practice desk: the cloud is away');
  await desk.close();
}

test('both practice directories, and one seat for who is in both', async ({ browser }) => {
  test.setTimeout(150_000); // the administrator's codes are waited for
  const { page, context, errors } = await open(browser);
  const wizard = new Wizard(page);
  jonas = await wizard.firstAdministrator(await setupLink(server));
  for (const [kind, label] of [['Practice directory', 'Northwind'], ['Practice cloud', 'the cloud']]) {
    await test.step(kind, async () => {
      await wizard.open('/admin/import/new');
      await page.getByRole('radio', { name: kind, exact: true }).check();
      await page.getByLabel('What people call it').fill(label);
      await wizard.button('Check the connection').click();
      await expect(page.getByText('all fine')).toBeVisible();
      await look(page, `wizard: ${kind}`);
      await wizard.save();
      await settled(page);
      await page.getByRole('checkbox').first().check();
      await page.getByRole('button', { name: /^Import \d+ people$/ }).click();
      await expect(page.getByText(/^\d+ people imported/)).toBeVisible();
      await page.getByRole('link', { name: 'Go on to activation' }).click();
      await wizard.activate();
    });
  }
  await test.step('onboard', async () => {
    // one person by now, found by either name
    await until('one person of two accounts', async () => {
      await wizard.open('/admin/people');
      await page.getByLabel('Find by name, account or mail').fill('a.lindqvist');
      await expect(page.getByRole('rowheader')).toHaveCount(1);
      return (await page.getByRole('row', { name: NAME }).textContent()).includes('anna');
    });
    await page.getByRole('checkbox', { name: `Choose ${NAME}`, exact: true }).check();
    await wizard.button('Onboard 1 person').click();
    await expect(page.getByText('1 person onboarded')).toBeVisible();
    // two accounts, one seat: there is another for somebody who is in the cloud alone
    await wizard.open('/admin/people');
    await wizard.onboardOne('w.kowalska', 'Wanda Kowalska');
  });
  await test.step('invite', async () => {
    await wizard.open('/admin/invite');
    await wizard.button('Send to 2 people').first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send to 2 people' }).click();
    await expect(page.getByText('2 of 2 sent')).toBeVisible();
  });
  Object.assign(jonas, wizard.admin);
  expect(errors).toEqual([]);
  await context.close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`who is in the cloud alone signs in there for her enrolment${javaScriptEnabled ? '' : ', without script'}`, async ({ browser }) => {
    const { page, context, errors } = await open(browser, { viewport: { width: 390, height: 844 }, javaScriptEnabled });
    const [link] = await mailed(context, 'w.kowalska@cloud.practice.example', /https?:\/\/\S+\/enrol\/invitation\/[\w-]+/);
    await page.goto(link);
    await settled(page);
    await press(page, 'Begin');
    await heading(page, 'First, sign in');
    await look(page, 'enrol: sign-in at the cloud');
    await expect(page.getByLabel('Password', { exact: true })).toHaveCount(0);
    await press(page, 'Sign in at the cloud');
    await inTheCloud(page, 'a.lindqvist', 'A-cloud-2024');
    await expect(page.getByRole('alert')).toContainText('You signed in there as somebody else');
    await look(page, 'enrol: somebody else at the cloud');
    await press(page, 'Sign in at the cloud');
    await inTheCloud(page, 'w.kowalska', 'W-cloud-2024');
    await heading(page, 'Choose two ways to prove it is you');
    expect(complaints(errors)).toEqual([]);
    await context.close();
  });
}

test('who is in both enrols by her invitation', async ({ browser }) => {
  const { page, context, errors } = await open(browser, { viewport: { width: 390, height: 844 } });
  const [link] = await mailed(context, 'anna@practice.example', /https?:\/\/\S+\/enrol\/invitation\/[\w-]+/);
  await page.goto(link);
  await settled(page);
  await press(page, 'Begin');
  await heading(page, 'First, sign in');
  await settled(page);
  await page.getByLabel('Password', { exact: true }).fill(note('password', 'A-practice-2024'));
  await press(page, 'Sign in');
  await heading(page, 'Choose two ways to prove it is you');
  await settled(page);
  for (const box of await page.getByRole('checkbox').all()) await box.uncheck();
  await page.getByLabel('Authenticator app').check();
  await page.getByLabel('Code by private e-mail').check();
  await press(page, 'Set up these two');
  await heading(page, 'Connect your authenticator app');
  anna = { app: new Authenticator((await page.locator('.secret').textContent()).trim()) };
  await page.getByLabel('2. Type the code it shows').fill(await anna.app.next());
  await press(page, 'Check and continue');
  await page.getByLabel('Private e-mail address').fill(note('address', 'anna@home.example'));
  await press(page, 'Send me a code');
  const [, code] = await mailed(context, 'anna@home.example', /(\d{3}[  ]?\d{3})/);
  await page.getByLabel('6-digit code').fill(note('code', code));
  await press(page, 'Check and continue');
  await heading(page, 'Keep these on paper');
  anna.codes = await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allInnerTexts();
  for (const one of anna.codes) note('recovery code', one);
  await page.getByLabel(/I have put them where/).check();
  await press(page, 'Finish');
  await heading(page, 'You are set');
  expect(errors).toEqual([]);
  await context.close();
});

// The page that plays the cloud's own, and back.
async function inTheCloud(page, login, password) {
  await heading(page, 'Practice cloud');
  await look(page, 'practice cloud: sign-in');
  await page.getByLabel('User name').fill(login);
  await page.getByLabel('Password', { exact: true }).fill('wrong by far');
  await press(page, 'Sign in to the cloud');
  await expect(page.getByRole('alert')).toContainText('do not go together');
  await look(page, 'practice cloud: wrong');
  await page.getByLabel('Password', { exact: true }).fill(note('password', password));
  await press(page, 'Sign in to the cloud');
  await heading(page, 'Almost there');
  await press(page, 'Continue');
}

test('she recovers while the cloud is away, and it is done there once it is back', async ({ browser }) => {
  const { page, context, errors } = await open(browser, { viewport: { width: 390, height: 844 } });
  await page.goto('/recover');
  await page.getByLabel('User name').fill('anna');
  await press(page, 'Continue');
  await page.getByRole('button', { name: /^Authenticator app/ }).click();
  await page.getByLabel('6-digit code').fill(await anna.app.next());
  await press(page, 'Continue');
  await page.getByRole('button', { name: /^Recovery code/ }).click();
  await page.getByLabel('Recovery code').fill(anna.codes[0]);
  await press(page, 'Continue');
  await heading(page, 'One password for 2 accounts');
  await look(page, 'recover: new password for two accounts');
  await cloud(context, true);
  await page.getByLabel('New password', { exact: true }).fill(note('password', FRESH));
  await press(page, 'Set it in all of them');
  await heading(page, '1 of 2 accounts has your new password');
  const row = (name) => page.getByRole('listitem').filter({ hasText: name });
  await expect(row('Northwind')).toContainText('New password set and tested.');
  await expect(row('the cloud')).toContainText('your old password still works there. We go on trying until');
  await look(page, 'recover: one of two accounts');
  await cloud(context, false);
  await expect(async () => {
    await page.goto('/recover/done');
    await heading(page, 'Both accounts have your new password');
  }).toPass({ timeout: 40_000 });
  await expect(row('the cloud')).toContainText('New password set.');
  await look(page, 'recover: two accounts');
  expect(errors).toEqual([]);
  await context.close();
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? '' : ', without script';
  test(`she comes to her account page by the cloud${how}`, async ({ browser }) => {
    const { page, context, errors } = await open(browser, { viewport: { width: 390, height: 844 }, javaScriptEnabled });
    await page.goto('/account');
    await settled(page);
    await look(page, 'account: sign-in, with the cloud');
    await press(page, 'Sign in with the cloud');
    await inTheCloud(page, 'a.lindqvist', FRESH);
    await heading(page, 'Now one of your methods');
    await page.getByRole('button', { name: /^Authenticator app/ }).click();
    await page.getByLabel('6-digit code').fill(await anna.app.next());
    await press(page, 'Continue');
    await heading(page, NAME);
    // what was brought once opens nothing again
    await page.goBack();
    await page.goto('/account');
    await heading(page, NAME);
    expect(complaints(errors)).toEqual([]);
    await context.close();
  });
}

test('an answer that another browser began is none', async ({ browser }) => {
  const [one, other] = [await open(browser), await open(browser)];
  await one.page.goto('/account');
  await settled(one.page);
  await press(one.page, 'Sign in with the cloud');
  await heading(one.page, 'Practice cloud');
  await other.page.goto(one.page.url());
  await other.page.getByLabel('User name').fill('a.lindqvist');
  await other.page.getByLabel('Password', { exact: true }).fill(FRESH);
  await press(other.page, 'Sign in to the cloud');
  await press(other.page, 'Continue');
  await expect(other.page.getByRole('alert')).toContainText('That sign-in does not count');
  await look(other.page, 'account: a sign-in that does not count');
  // and in the one that began it, nobody is in either
  await one.page.goto('/account');
  await heading(one.page, 'My account');
  for (const { context, errors } of [one, other]) {
    expect(errors).toEqual([]);
    await context.close();
  }
});

// By the keyboard alone: to a control, with its focus seen, and then what is pressed on it.
async function reach(page, control, key = 'Enter') {
  for (let presses = 0; presses < 80; presses++) {
    if (await control.evaluate((node) => node === document.activeElement)) {
      const ring = await control.evaluate((node) => [node, node.parentElement].some((one) => getComputedStyle(one).outlineStyle !== 'none' || getComputedStyle(one).boxShadow !== 'none'));
      expect(ring, 'the focus is seen').toBe(true);
      await page.keyboard.press(key);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`${control} is not reached by the keyboard`);
}

const bothSizes = async (page, name) => {
  for (const [width, height] of [[390, 844], [1280, 900]]) {
    await page.setViewportSize({ width, height });
    await look(page, name);
  }
};

// So many people are found by this name.
async function found(wizard, name, people) {
  await until(`${people} times ${name}`, async () => {
    await wizard.open('/admin/people');
    await wizard.page.getByLabel('Find by name, account or mail').fill(name);
    await expect(wizard.page.getByRole('rowheader', { name })).toHaveCount(people, { timeout: 3_000 });
    await expect(wizard.page.getByRole('rowheader')).toHaveCount(people, { timeout: 3_000 });
    return true;
  });
}

test('an account is parted, and what may be one person waits for the administrator, who walks it by keyboard', async ({ browser }) => {
  test.setTimeout(300_000); // each action waits for a code of its own
  const { page, context, errors } = await open(browser);
  const wizard = new Wizard(page);
  await wizard.signIn(jonas);
  const dialog = page.getByRole('dialog').filter({ visible: true });
  await test.step('nothing waits', async () => {
    await wizard.open('/admin/people/joining');
    await expect(page.getByRole('heading', { name: 'No pair of accounts waits for you' })).toBeVisible();
    await bothSizes(page, 'joining: nothing waits');
  });
  await test.step('part an account', async () => {
    await wizard.open('/admin/people');
    await page.getByLabel('Find by name, account or mail').fill('a.lindqvist');
    await expect(page.getByRole('rowheader')).toHaveCount(1);
    await reach(page, page.getByRole('row', { name: NAME }).locator('summary'));
    await bothSizes(page, 'people: an account to part');
    await reach(page, page.getByRole('button', { name: `Part a.lindqvist in the cloud from ${NAME}` }));
    await expect(dialog).toContainText('without a seat and without methods');
    await bothSizes(page, 'people: parting asks for a code');
    await wizard.code(dialog);
    await reach(page, dialog.getByRole('button', { name: 'Part the account' }));
    await expect(page.getByText('The account has a person of its own')).toBeVisible();
    await found(wizard, NAME, 2);
  });
  await test.step('she was told, and her methods open the parted account no more', async () => {
    await mailed(context, 'anna@practice.example', /account|Account/);
    const phone = await open(browser, { viewport: { width: 390, height: 844 } });
    await phone.page.goto('/recover');
    await phone.page.getByLabel('User name').fill('a.lindqvist');
    await press(phone.page, 'Continue');
    await phone.page.getByRole('button', { name: /^Authenticator app/ }).click();
    await phone.page.getByLabel('6-digit code').fill(await anna.app.next());
    await press(phone.page, 'Continue');
    await expect(phone.page.getByText('That code does not match')).toBeVisible();
    await phone.context.close();
  });
  // all whom these searches find; the methods of whom is named `keeps` stay
  const joinByHand = (keeps, searches) =>
    test.step(`${searches} are said to be one`, async () => {
      await wizard.open('/admin/people');
      for (const [search, people] of searches) {
        await page.getByLabel('Find by name, account or mail').fill(search);
        await expect(page.getByRole('rowheader', { name: search })).toHaveCount(people);
        await expect(page.getByRole('rowheader')).toHaveCount(people);
        for (const box of await page.getByRole('checkbox', { name: /^Choose (?!all)/ }).all()) await box.check();
      }
      await bothSizes(page, 'people: two are chosen');
      await reach(page, page.getByRole('button', { name: 'These are one person' }));
      await dialog.getByRole('radio', { name: keeps }).check();
      await bothSizes(page, 'people: joining asks whose methods stay');
      await wizard.code(dialog);
      await reach(page, dialog.getByRole('button', { name: 'They are one human: join the accounts' }));
      await expect(page.getByText('They are one person now')).toBeVisible();
    });
  await joinByHand('(anna)', [[NAME, 2]]);
  await found(wizard, NAME, 1);
  // the cloud's Tove and Noor have an account of somebody else at Northwind
  await joinByHand('(t.nilsen)', [['t.nilsen', 1], ['uma', 1]]);
  await joinByHand('(n.jansen)', [['n.jansen', 1], ['rosa', 1]]);
  await test.step('equal addresses count from now on', async () => {
    await wizard.open('/admin/methods/settings');
    await page.getByLabel('Join accounts with equal addresses').check();
    await wizard.button('Save the settings').click();
    await wizard.code(dialog);
    await dialog.getByRole('button', { name: 'Save the settings' }).click();
    await expect(page.getByText('Saved', { exact: true })).toBeVisible();
    await until('two pairs that wait', async () => {
      await wizard.open('/admin/people/joining');
      return (await page.getByRole('region', { name: /Nilsen|Jansen/ }).count()) === 2;
    });
    await expect(page.getByText('they would have two accounts in one directory')).toHaveCount(2);
    await bothSizes(page, 'joining: pairs that wait');
  });
  await test.step('two people', async () => {
    await reach(page, page.getByRole('region', { name: 'Noor Jansen' }).getByRole('button', { name: 'They are two people' }));
    await expect(page.getByText('They stay two people')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Noor Jansen' })).toHaveCount(0);
  });
  await test.step('one person', async () => {
    await reach(page, page.getByRole('region', { name: 'Tove Nilsen' }).getByRole('button', { name: 'They are one person' }));
    await expect(dialog).toContainText('Neither has methods');
    await bothSizes(page, 'joining: asks for a code');
    await wizard.code(dialog);
    await reach(page, dialog.getByRole('button', { name: 'They are one human: join the accounts' }));
    await expect(page.getByText('They are one person now')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'No pair of accounts waits for you' })).toBeVisible();
    await found(wizard, 'Tove Nilsen', 1);
    await found(wizard, 'Noor Jansen', 2);
  });
  expect(errors).toEqual([]);
  await context.close();
});

test('joined again, her methods lead to both accounts', async ({ browser }) => {
  const { page, context, errors } = await open(browser, { viewport: { width: 390, height: 844 } });
  await page.goto('/recover');
  await page.getByLabel('User name').fill('a.lindqvist');
  await press(page, 'Continue');
  await page.getByRole('button', { name: /^Authenticator app/ }).click();
  await page.getByLabel('6-digit code').fill(await anna.app.next());
  await press(page, 'Continue');
  await page.getByRole('button', { name: /^Recovery code/ }).click();
  await page.getByLabel('Recovery code').fill(anna.codes[1]);
  await press(page, 'Continue');
  await heading(page, 'One password for 2 accounts');
  expect(errors).toEqual([]);
  await context.close();
});
