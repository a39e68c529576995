// Signing in at another identity provider (the lab's): connected and used on a phone; with another account
// there, or with an answer that belongs to another recovery; asked of everybody alike; and while it is away.
import { attack, brought, comeBack, goThere, REFUSED, Visitor, wayOn } from '../../support/elsewhere.js';
import { Enrolment } from '../../support/enrolment.js';
import { idp } from '../../support/idp.js';
import { withMethods } from '../../support/own-server.js';
import { alike, Recovery } from '../../support/recovery.js';
import { expect, look } from '../../support/test.js';

const test = withMethods('oidc', {
  people: 4,
  methods: ['totp', 'email', 'oidc', 'recovery-code'],
  prepare: (desk) => desk.provider('oidc', idp.settings()),
});
test.describe.configure({ mode: 'serial', timeout: 150_000 });
test.afterAll(() => idp.start());

const METHOD = 'Sign-in at another provider';
const HEADING = 'Sign in at the other provider';
const NAMES = { label: 'the other provider', name: 'Contoso ID' };

let anna;

test('connected, and used to get back in', async ({ page, person }) => {
  anna = await person();
  // names there are others than here
  const there = `contoso.${anna.login}`;
  const forgetMe = () => page.context().clearCookies({ domain: '127.0.0.1' });

  await test.step('enrolment', async () => {
    const enrolment = new Enrolment(page, anna);
    const go = () => goThere(page, { ...NAMES, where: 'enrol: other provider' });
    await enrolment.upTo(METHOD);
    await enrolment.heading('Connect your other account');
    await look(page, 'enrol: other provider');
    await test.step('whoever changes their mind there has nothing set up', async () => {
      await go();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await comeBack(page);
      await enrolment.heading('Connect your other account');
      await expect(page.getByText(REFUSED)).toBeVisible();
      await look(page, 'enrol: other provider, refused');
    });
    await go();
    await idp.signIn(page, there);
    await comeBack(page);
    await enrolment.finish();
    await look(page, 'enrol: done with another provider');
  });

  await test.step('recovery', async () => {
    const recovery = new Recovery(page);
    const go = () => goThere(page, { ...NAMES, where: 'recover: other provider' });
    await recovery.reach(anna.login, METHOD);
    await recovery.heading(HEADING);
    await look(page, 'recover: other provider');
    await test.step('as somebody else', async () => {
      await go();
      await idp.signIn(page, 'somebody.else');
      await comeBack(page);
      await recovery.heading(HEADING);
      await expect(page.getByText(REFUSED)).toBeVisible();
      await look(page, 'recover: other provider, refused');
      await forgetMe();
    });
    await go();
    await idp.signIn(page, there);
    await comeBack(page);
    await expect(page.getByText('Sign-in at another provider accepted')).toBeVisible();
    await recovery.finish(anna);
  });
  anna.there = there;
});

test('an answer counts once, and in its own recovery only', async ({ page, client }) => {
  const answers = async (way) => {
    await page.goto(way);
    await idp.signIn(page, anna.there);
    return brought(page);
  };
  await attack(client, anna.login, 'oidc', { answers, state: (way) => new URL(way).searchParams.get('state') });
});

test('an enrolment loses nothing by a second click on the way back', async ({ page, client, person }) => {
  const ben = await person();
  const visitor = await client();
  let shown = await ben.enrolUpTo(visitor, 'oidc');
  expect(shown.heading).toBe('Connect your other account');
  shown = await visitor.submit('/api/enrol/give', { version: shown.version, code: 'go' });
  await page.goto(wayOn(shown));
  await idp.signIn(page, `contoso.${ben.login}`);
  const answer = await brought(page);
  const pages = await Promise.all([1, 2, 3, 4].map(() => visitor.submit('/enrol/return', answer)));
  for (const one of pages) expect(one.text).not.toContain(REFUSED);
  expect((await visitor.follow('/enrol')).heading).toBe('Keep these on paper');
  // once more, long after: nothing is asked for that it could answer
  expect((await visitor.submit('/enrol/return', answer)).heading).toBe('Keep these on paper');
});

test('a name that nobody has, and somebody who never enrolled, are asked alike', async ({ page, client, person }) => {
  const kim = await person();
  await alike(client, ['nobody.at.all', kim.login, anna.login], async (visitor, name) => (await Visitor.begin(visitor, name, 'oidc')).pages);
  const nobody = await Visitor.begin(await client(), 'nobody.at.all', 'oidc');
  await page.goto(nobody.way);
  await idp.signIn(page, anna.there);
  expect((await nobody.returns(await brought(page))).text).toContain(REFUSED);
});

test('while it is away, other methods lead on', async ({ page, client, person }) => {
  await test.step('gone after the sign-in there', async () => {
    const visitor = await Visitor.begin(await client(), anna.login, 'oidc');
    await page.goto(visitor.way);
    await idp.signIn(page, anna.there);
    const answer = await brought(page);
    await idp.stop();
    expect((await visitor.returns(answer)).text).toContain('That method does not answer right now');
  });
  await test.step('enrolment', async () => {
    const enrolment = new Enrolment(page, await person());
    await page.context().clearCookies();
    await enrolment.upTo(METHOD);
    await enrolment.button('Go on with the other provider').click();
    await enrolment.anotherOne('other provider');
  });
  await test.step('recovery', async () => {
    const recovery = new Recovery(page);
    await recovery.reach(anna.login, METHOD);
    await page.getByRole('button', { name: 'Go on with the other provider' }).click();
    await recovery.isAway('other provider');
    await recovery.withOthers(anna);
  });
});
