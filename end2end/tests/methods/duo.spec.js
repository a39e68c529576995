// Duo's Universal Prompt: confirmed once and used on a phone; denied, or with an answer that belongs to another
// recovery; asked of everybody alike; and while it is away.
import { upTo } from '../../support/account.js';
import { Duo, claims } from '../../support/duo.js';
import { attack, brought, comeBack, goThere, REFUSED, Visitor, wayOn } from '../../support/elsewhere.js';
import { Enrolment } from '../../support/enrolment.js';
import { withMethods } from '../../support/own-server.js';
import { alike, Recovery } from '../../support/recovery.js';
import { until } from '../../support/run.js';
import { expect, look } from '../../support/test.js';

let duo, anna;

const test = withMethods('duo', {
  people: 3,
  methods: ['totp', 'email', 'duo', 'recovery-code'],
  prepare: async (desk) => {
    duo = await Duo.start();
    await desk.provider('duo', duo.settings());
  },
});
test.describe.configure({ mode: 'serial', timeout: 150_000 });
test.afterEach(() => expect(duo?.faults ?? []).toEqual([]));
test.afterAll(() => duo?.stop());

const HEADING = 'Confirm with Duo';
const NAMES = { label: 'Duo', name: 'Duo' };
const says = (page, word) => page.getByRole('link', { name: word }).click();

test('confirmed once, and used to get back in', async ({ page, person }) => {
  anna = await person();

  await test.step('enrolment', async () => {
    const enrolment = new Enrolment(page, anna);
    const go = () => goThere(page, { ...NAMES, where: 'enrol: Duo' });
    await enrolment.upTo('Duo');
    await enrolment.heading(HEADING);
    await look(page, 'enrol: Duo');
    await go();
    await says(page, 'Deny');
    await comeBack(page);
    await enrolment.heading(HEADING);
    await expect(page.getByText(REFUSED)).toBeVisible();
    await look(page, 'enrol: Duo, denied');
    await go();
    await says(page, 'Approve');
    await comeBack(page);
    await enrolment.finish();
    await look(page, 'enrol: done with Duo');
  });

  await test.step('recovery', async () => {
    const recovery = new Recovery(page);
    const go = () => goThere(page, { ...NAMES, where: 'recover: Duo' });
    await recovery.reach(anna.login, 'Duo');
    await recovery.heading(HEADING);
    await look(page, 'recover: Duo');
    await go();
    await says(page, 'Deny');
    await comeBack(page);
    await recovery.heading(HEADING);
    await expect(page.getByText(REFUSED)).toBeVisible();
    await look(page, 'recover: Duo, denied');
    await go();
    await says(page, 'Approve');
    await comeBack(page);
    await expect(page.getByText('Duo accepted')).toBeVisible();
    await recovery.finish(anna);
  });
});

test('an answer counts once, and in its own recovery only', async ({ page, client }) => {
  const before = duo.exchanged;
  const answers = async (way) => {
    await page.goto(way);
    await says(page, 'Approve');
    return brought(page);
  };
  await attack(client, anna.login, 'duo', { answers, state: (way) => claims(new URL(way).searchParams.get('request')).state });
  // the right one, and the used one with a state that fits: no other is shown to Duo
  expect(duo.exchanged).toBe(before + 2);
});

test('a second click on the way back asks nothing, and does not lose the answer to the first', async ({ page, client }) => {
  const twice = async (visitor, path, way) => {
    await page.goto(way);
    await says(page, 'Approve');
    const answer = await brought(page);
    const before = duo.exchanged;
    let go;
    duo.held = new Promise((resolve) => (go = resolve));
    const first = visitor.submit(path, answer);
    await until('Duo to be asked', () => duo.exchanged > before);
    await visitor.submit(path, answer);
    go();
    await first;
    expect(duo.exchanged).toBe(before + 1);
  };
  await test.step('in a recovery', async () => {
    const visitor = await Visitor.begin(await client(), anna.login, 'duo');
    await twice(visitor.client, '/recover/return', visitor.way);
    expect((await visitor.stands()).heading).toBe('Now your second proof');
  });
  await test.step('at the account page', async () => {
    const visitor = await client();
    let at = await upTo(visitor, anna, 'duo');
    at = await visitor.submit('/api/account/prove', { version: at.version, code: 'go' });
    await twice(visitor, '/account/return', wayOn(at));
    expect((await visitor.follow('/account')).heading).toBe('Kim Larsen');
  });
});

test('a name that nobody has, and somebody who never enrolled, are asked alike', async ({ page, client, person }) => {
  const kim = await person();
  await alike(client, ['nobody.at.all', kim.login, anna.login], async (visitor, name) => (await Visitor.begin(visitor, name, 'duo')).pages);
  const nobody = await Visitor.begin(await client(), 'nobody.at.all', 'duo');
  await page.goto(nobody.way);
  await says(page, 'Approve');
  expect((await nobody.returns(await brought(page))).text).toContain(REFUSED);
});

test('while it is away, other methods lead on', async ({ page, client, person }) => {
  await test.step('gone after it was confirmed there', async () => {
    const visitor = await Visitor.begin(await client(), anna.login, 'duo');
    await page.goto(visitor.way);
    await says(page, 'Approve');
    const answer = await brought(page);
    await duo.stop();
    expect((await visitor.returns(answer)).text).toContain('That method does not answer right now');
  });
  await test.step('enrolment', async () => {
    const enrolment = new Enrolment(page, await person());
    await page.context().clearCookies();
    await enrolment.upTo('Duo');
    await enrolment.button('Go on with Duo').click();
    await enrolment.anotherOne('Duo');
  });
  await test.step('recovery', async () => {
    const recovery = new Recovery(page);
    await recovery.reach(anna.login, 'Duo');
    await page.getByRole('button', { name: 'Go on with Duo' }).click();
    await recovery.isAway('Duo');
    await recovery.withOthers(anna);
  });
  await duo.open();
});
