// Passcodes that a RADIUS server checks: set up and used on a phone, in one step and in two; sent twice; asked
// of everybody alike; and what people do while that server is away.
import { withMethods } from '../../support/own-server.js';
import { Enrolment } from '../../support/enrolment.js';
import { FIRST_OF_TWO, PASSCODE, RadiusServer, SECOND_OF_TWO } from '../../support/radius.js';
import { Recovery } from '../../support/recovery.js';
import { expect, look } from '../../support/test.js';

let radius, anna;

const test = withMethods('radius', {
  people: 3,
  methods: ['totp', 'email', 'radius', 'recovery-code'],
  prepare: async (desk) => {
    radius = await RadiusServer.start('method');
    await desk.provider('radius', { server: radius.address, secret: radius.secret, timeout: '2', tries: '2', nas_identifier: 'latchkey' });
  },
});
test.describe.configure({ mode: 'serial', timeout: 150_000 });
test.afterAll(() => radius?.stop());

const METHOD = 'Passcode';
const HEADING = 'Enter your passcode';

test('set up with an app, and used to get back in', async ({ page, person }) => {
  anna = await person();
  const field = page.getByLabel('Passcode', { exact: true });

  await test.step('enrolment', async () => {
    const enrolment = new Enrolment(page, anna);
    const give = async (passcode) => {
      await field.fill(passcode);
      await enrolment.button('Continue').click();
    };
    await enrolment.upTo('Passcode of your token');
    await enrolment.heading('Enter a passcode of your token');
    await look(page, 'enrol: passcode');
    await give('111111');
    await expect(page.getByText('That code does not match.')).toBeVisible();
    await look(page, 'enrol: passcode, wrong');
    // in two steps, as with a new PIN or a push that is to be confirmed
    await give(FIRST_OF_TWO);
    await expect(page.getByText('Enter the second code')).toBeVisible();
    await look(page, 'enrol: passcode, second step');
    await give(SECOND_OF_TWO);
    await enrolment.finish();
    await look(page, 'enrol: done with a passcode');
  });

  await test.step('recovery', async () => {
    const recovery = new Recovery(page);
    await page.context().clearCookies();
    await recovery.begin(anna.login);
    await recovery.method(METHOD);
    await recovery.heading(HEADING);
    await look(page, 'recover: passcode');
    await recovery.code('Passcode', '111111');
    await expect(page.getByText('That code does not match.')).toBeVisible();
    // the second of two is nothing without the first
    await recovery.code('Passcode', SECOND_OF_TWO);
    await expect(page.getByText('That code does not match.')).toBeVisible();
    await recovery.code('Passcode', FIRST_OF_TWO);
    await expect(page.getByText('Enter the second code')).toBeVisible();
    await look(page, 'recover: passcode, second step');
    await recovery.code('Passcode', SECOND_OF_TWO);
    await expect(page.getByText('Passcode accepted')).toBeVisible();
    await recovery.finish(anna);
  });
});

// Without a browser, as far as the form.
async function atTheForm(visitor, name) {
  const at = await visitor.submit('/recover', { name });
  return visitor.submit('/recover/method', { version: at.version, method: 'radius' });
}

test('a form that is sent several times at once asks once, and an old one asks nothing', async ({ client }) => {
  const before = radius.asked(anna.login);
  const visitor = await client();
  const at = await atTheForm(visitor, anna.login);
  const form = { version: at.version, code: PASSCODE };
  const answers = await Promise.all([1, 2, 3].map(() => visitor.submit('/recover/code', form)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  const after = await visitor.get('/recover/prove');
  expect(after.heading).toBe('Now your second proof');
  expect(radius.asked(anna.login)).toBe(before + 1);
  await visitor.submit('/recover/code', form);
  expect(radius.asked(anna.login)).toBe(before + 1);

  await test.step('the answer to a challenge of another recovery is none', async () => {
    const [mine, other] = [await client(), await client()];
    const forms = [await atTheForm(mine, anna.login), await atTheForm(other, anna.login)];
    const challenged = await mine.submit('/recover/code', { version: forms[0].version, code: FIRST_OF_TWO });
    expect(challenged.text).toContain('Enter the second code');
    const answered = await other.submit('/recover/code', { version: forms[1].version, code: SECOND_OF_TWO });
    expect(answered.text).toContain('That code does not match');
  });
});

// In the order of the file: whoever enrols otherwise changes what a name that nobody has is asked for.
test('a name that nobody has, and somebody who never enrolled, are asked alike', async ({ client, person }) => {
  const kim = await person();
  const names = ['nobody.at.all', kim.login, anna.login];
  const pages = [];
  for (const name of names) {
    const visitor = await client();
    let at = await atTheForm(visitor, name);
    const seen = [at];
    for (const code of ['111111', FIRST_OF_TWO]) seen.push((at = await visitor.submit('/recover/code', { version: at.version, code })));
    pages.push(seen.map(({ status, text }) => `${status} ${text.replaceAll(name, 'NAME')}`));
    if (name === anna.login) continue;
    // the server accepts these passcodes of every name: they are still nobody's
    at = await visitor.submit('/recover/code', { version: at.version, code: SECOND_OF_TWO });
    expect(at.text, name).toContain('That code does not match');
    at = await visitor.submit('/recover/code', { version: at.version, code: PASSCODE });
    expect(at.text, name).toContain('That code does not match');
  }
  expect(pages[0]).toEqual(pages[2]);
  expect(pages[1]).toEqual(pages[2]);
  expect(radius.asked('nobody.at.all') + radius.asked(kim.login)).toBe(0);
});

test('while that server is away, other methods lead on', async ({ page, person }) => {
  const kim = await person();
  await radius.stop();
  await test.step('enrolment', async () => {
    const enrolment = new Enrolment(page, kim);
    await enrolment.upTo('Passcode of your token');
    await page.getByLabel('Passcode', { exact: true }).fill(PASSCODE);
    await enrolment.button('Continue').click();
    await enrolment.anotherOne('a passcode');
  });
  await test.step('recovery', async () => {
    const recovery = new Recovery(page);
    await page.context().clearCookies();
    await recovery.begin(anna.login);
    await recovery.method(METHOD);
    await recovery.code('Passcode', PASSCODE);
    await recovery.withoutThisOne(anna, 'passcode');
  });
  await radius.start();
});
