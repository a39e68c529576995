// Passcodes that a RADIUS server checks: set up and used on a phone, in one step and in two; sent twice; asked
// of everybody alike; and what people do while that server is away.
import { upTo } from '../../support/account.js';
import { withMethods } from '../../support/own-server.js';
import { Enrolment } from '../../support/enrolment.js';
import { newPassword } from '../../support/people.js';
import { FIRST_OF_TWO, PASSCODE, RadiusServer, SECOND_OF_TWO } from '../../support/radius.js';
import { alike, atTheMethod, Recovery } from '../../support/recovery.js';
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
const GONE_ON = 'You had gone on from there';

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
    await expect(field).toHaveValue(''); // not the first one
    await look(page, 'enrol: passcode, second step');
    await give(SECOND_OF_TWO);
    await enrolment.finish();
    await look(page, 'enrol: done with a passcode');
  });

  await test.step('recovery', async () => {
    const recovery = new Recovery(page);
    await recovery.reach(anna.login, METHOD);
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

test('a form that is sent several times at once asks once, and an old one asks nothing', async ({ client }) => {
  const before = radius.asked(anna.login);
  const visitor = await client();
  const { give } = await atTheMethod(visitor, anna.login, 'radius');
  const answers = await Promise.all([1, 2, 3].map(() => give(PASSCODE)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await visitor.get('/recover/methods')).heading).toBe('Now your second proof');
  expect((await give(PASSCODE)).heading).toBe('Now your second proof');
  expect(radius.asked(anna.login)).toBe(before + 1);
});

test('at the account page, further clicks do nothing twice and hide nothing', async ({ client }) => {
  const visitor = await client();
  // The server that is asked answers nobody until the further clicks have had their answers.
  const clicked = async (path, fields, asked) => {
    let answered = 0;
    let clicks;
    await asked.freeze();
    try {
      clicks = [1, 2, 3].map(() => visitor.submit(path, fields).finally(() => answered++));
      await expect.poll(() => answered, { intervals: [20] }).toBe(2);
    } finally {
      await asked.thaw();
    }
    expect((await Promise.all(clicks)).map(({ status }) => status)).toEqual([200, 200, 200]);
    return visitor.follow('/account');
  };
  const before = radius.asked(anna.login);
  let page = await upTo(visitor, anna, 'radius');
  page = await clicked('/api/account/prove', { version: page.version, code: PASSCODE }, radius);
  expect(page.heading).toBe('Kim Larsen');
  expect(page.text).not.toContain(GONE_ON);
  expect(radius.asked(anna.login)).toBe(before + 1);

  await test.step('the directory, too, is another server', async () => {
    const fresh = newPassword();
    page = await visitor.submit('/api/account/act', { version: page.version, action: 'open-password' });
    // everybody's, for less than a second
    const controllers = {
      freeze: () => Promise.all([0, 1].map((which) => anna.domain.freeze(which))),
      thaw: () => Promise.all([0, 1].map((which) => anna.domain.thaw(which))),
    };
    page = await clicked('/api/account/change-password', { version: page.version, old_password: anna.password, password: fresh }, controllers);
    expect(page.text).toContain('Your new password works');
    expect(page.text).not.toContain(GONE_ON);
    expect(await anna.binds(fresh)).toBe(true);
    anna.password = fresh;
  });
});

test('the answer to a challenge of another recovery is none', async ({ client }) => {
  const [mine, other] = [await atTheMethod(await client(), anna.login, 'radius'), await atTheMethod(await client(), anna.login, 'radius')];
  expect((await mine.give(FIRST_OF_TWO)).text).toContain('Enter the second code');
  expect((await other.give(SECOND_OF_TWO)).text).toContain('That code does not match');
});

// In the order of the file: whoever enrols otherwise changes what a name that nobody has is asked for.
test('a name that nobody has, and somebody who never enrolled, are asked alike', async ({ client, person }) => {
  const kim = await person();
  const wrong = async (visitor, name) => {
    const { page, give } = await atTheMethod(visitor, name, 'radius');
    const refused = await give('111111');
    return [page, refused, await give(FIRST_OF_TWO, refused.version)];
  };
  await alike(client, ['nobody.at.all', kim.login, anna.login], wrong);
  // the server accepts these of every name: they are still nobody's
  await alike(client, ['nobody.at.all', kim.login], async (visitor, name) => {
    const [, , challenged] = await wrong(visitor, name);
    const second = await visitor.submit('/recover/verify', { version: challenged.version, code: SECOND_OF_TWO });
    const single = await visitor.submit('/recover/verify', { version: second.version, code: PASSCODE });
    for (const page of [second, single]) expect(page.text, name).toContain('That code does not match');
    return [second, single];
  });
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
    await recovery.reach(anna.login, METHOD);
    await recovery.code('Passcode', PASSCODE);
    await recovery.isAway('passcode');
    await recovery.withOthers(anna);
  });
  await radius.start();
});
