// Forms sent in any order, twice, at once, or for somebody else: nothing is won by it.
import { Domain } from '../../support/lab.js';
import { newPassword } from '../../support/people.js';
import { sqlite } from '../../support/database.js';
import { expect, test } from '../../support/test.js';
import { wrongCode } from '../../support/totp.js';

const actions = (password) => ({
  '/recover/methods': { method: 'recovery-code' },
  '/recover/send-again': {},
  '/recover/verify': { code: '000000' },
  '/recover/action': { do: 'unlock' },
  '/recover/password': { password },
});

test('without a flow every page and every form leads to the beginning', async ({ client }) => {
  for (const path of ['methods', 'verify', 'action', 'password', 'done', 'stopped', 'send-again', 'leave']) {
    const visitor = await client();
    expect((await visitor.follow(`/recover/${path}`)).heading, path).toBe('Get back into your account');
  }
  for (const [path, fields] of Object.entries(actions(newPassword()))) {
    const visitor = await client();
    expect((await visitor.submit(path, { version: '1', ...fields })).heading, path).toBe('Get back into your account');
  }
});

test('no order of forms sets a password with less than two different proofs', async ({ client, person }) => {
  const kit = await person({ enrolled: true });
  const set = async () => (await kit.domain.show(kit.login, 'pwdLastSet')).pwdLastSet[0];
  const before = await set();
  const visitor = await client();
  let page = await visitor.submit('/recover', { name: kit.login });
  const tried = newPassword();
  const all = async () => {
    for (const [path, fields] of Object.entries(actions(tried))) {
      page = await visitor.submit(path, { version: page.version, ...fields });
      expect(page.heading).not.toBe('Choose a new password');
    }
  };
  await all();
  page = await visitor.submit('/recover/methods', { version: page.version, method: 'totp' });
  page = await visitor.submit('/recover/verify', { version: page.version, code: await kit.app.next() });
  expect(page.heading).toBe('Now your second proof');
  // the same method once more is not a second one
  page = await visitor.submit('/recover/methods', { version: page.version, method: 'totp' });
  expect(page.text).toContain('Pick another one');
  page = await visitor.submit('/recover/verify', { version: page.version, code: await kit.app.next() });
  await all();
  // a proof that the page has not asked for
  page = await visitor.submit('/recover/verify', { version: page.version, code: kit.codes[0], method: 'recovery-code', proved: 'totp,email', required: '1' });
  expect(await set()).toBe(before);
  expect(await kit.binds(kit.first)).toBe(true);
});

test('naming somebody else on the way changes nothing for them', async ({ client, person }) => {
  const [mallory, victim] = [await person({ enrolled: true }), await person({ enrolled: true })];
  const visitor = await client();
  let page = await mallory.prove(visitor);
  expect(page.heading).toBe('Choose a new password');
  const fresh = newPassword();
  page = await visitor.submit('/recover/password', { version: page.version, password: fresh, name: victim.login, who: victim.login, account: victim.login, username: victim.login });
  expect(page.heading).toBe('Your new password works');
  expect(await mallory.binds(fresh)).toBe(true);
  expect(await victim.binds(fresh)).toBe(false);
  expect(await victim.binds(victim.first)).toBe(true);
  // and a flow that is over stays over
  page = await visitor.submit('/recover/password', { version: page.version, password: newPassword() });
  expect(page.heading).toBe('Your new password works');
  expect(await mallory.binds(fresh)).toBe(true);
});

test('a form of an older page says where one is now', async ({ client, person }) => {
  const kit = await person({ enrolled: true });
  const visitor = await client();
  const first = await visitor.submit('/recover', { name: kit.login });
  const second = await visitor.submit('/recover/methods', { version: first.version, method: 'totp' });
  expect(second.version).not.toBe(first.version);
  const late = await visitor.submit('/recover/methods', { version: first.version, method: 'recovery-code' });
  expect(late.heading).toBe('Enter the code from your authenticator app');
  expect(late.text).toContain('You had gone on from there');
});

test('each code counts once: again, in another flow, and at the same moment', async ({ client, person }) => {
  const kit = await person({ enrolled: true });
  const begin = async (method) => {
    const visitor = await client();
    const page = await visitor.submit('/recover', { name: kit.login });
    return { visitor, page: await visitor.submit('/recover/methods', { version: page.version, method }) };
  };
  const accepted = (page) => page.heading === 'Now your second proof';

  for (const [method, code] of [['totp', await kit.app.next()], ['recovery-code', kit.codes.shift()]]) {
    const flows = [await begin(method), await begin(method), await begin(method)];
    const pages = await Promise.all(flows.map(({ visitor, page }) => visitor.submit('/recover/verify', { version: page.version, code })));
    expect(pages.filter(accepted).length, `${method} in three flows at once`).toBe(1);
    const { visitor, page } = await begin(method);
    expect(accepted(await visitor.submit('/recover/verify', { version: page.version, code })), `${method} once more`).toBe(false);
  }

  // a mailed code belongs to the flow that asked for it
  const before = await kit.codeCount();
  const mine = await begin('email');
  const code = await kit.mailedCode(before);
  const other = await begin('email');
  expect(accepted(await other.visitor.submit('/recover/verify', { version: other.page.version, code }))).toBe(false);
  expect(accepted(await mine.visitor.submit('/recover/verify', { version: mine.page.version, code }))).toBe(true);
});

test('one flow, one form sent many times at once: one counts', async ({ client, person }) => {
  const kit = await person({ enrolled: true });
  const visitor = await client();
  const page = await kit.prove(visitor);
  const tried = Array.from({ length: 4 }, newPassword);
  await Promise.all(tried.map((password) => visitor.post('/recover/password', { version: page.version, password })));
  await expect.poll(async () => (await visitor.follow('/recover/password')).heading).toBe('Your new password works');
  const works = [];
  for (const password of tried) {
    works.push(await kit.binds(password));
    await kit.state('unlock'); // three wrong ones would lock it before the right one's turn
  }
  expect(works.filter(Boolean)).toHaveLength(1);
});

test('five wrong proofs close a flow, over all methods', async ({ client, person }) => {
  const kit = await person({ enrolled: true });
  const visitor = await client();
  let page = await visitor.submit('/recover', { name: kit.login });
  for (const method of ['totp', 'recovery-code', 'totp', 'email', 'totp']) {
    page = await visitor.submit('/recover/methods', { version: page.version, method: '' });
    page = await visitor.submit('/recover/methods', { version: page.version, method });
    page = await visitor.submit('/recover/verify', { version: page.version, code: wrongCode(kit.app.seed) });
  }
  expect(page.heading).toBe('That was the last try');
  page = await visitor.submit('/recover/methods', { version: '6', method: 'totp' });
  expect(page.heading).toBe('That was the last try');
});

test('a flow that took too long is over, and says so', async ({ client, person, server }) => {
  const kit = await person({ enrolled: true });
  const visitor = await client();
  const page = await kit.prove(visitor);
  expect(page.heading).toBe('Choose a new password');
  await sqlite(server, "UPDATE flows SET expires_at = 1 WHERE kind = 'recover' AND who = ?", [kit.login]);
  const fresh = newPassword();
  expect((await visitor.submit('/recover/password', { version: page.version, password: fresh })).heading).toBe('This took too long');
  expect((await visitor.follow('/recover/password')).heading).toBe('This took too long');
  expect(await kit.binds(fresh)).toBe(false);
  // the way on
  expect((await visitor.submit('/recover', { name: kit.login })).heading).toBe('How do you want to prove it is you?');
});

test('a link of an invitation does not open twice, nor for whoever has enrolled', async ({ client, person }) => {
  const kit = await person();
  const { token, code } = await kit.invitation();
  const [one, two] = [await client(), await client()];
  const first = await one.submit('/api/enrol/open-link', { token });
  expect(first.heading).toBe('First, sign in');
  // another browser takes over; the first one is told
  const second = await two.submit('/api/enrol/open-link', { token });
  expect(second.heading).toBe('First, sign in');
  expect((await one.submit('/api/enrol/sign-in', { version: first.version, password: kit.password })).heading).not.toBe('Choose two ways to prove it is you');
  await kit.enrol(two);
  for (const [path, fields] of [['/api/enrol/open-link', { token }], ['/api/enrol/open-code', { name: kit.login, code }]]) {
    const late = await client();
    expect((await late.submit(path, fields)).heading, path).not.toBe('First, sign in');
  }
});

test('the typed code of an invitation opens it, in any spelling', async ({ client, person }) => {
  const kit = await person();
  const { code } = await kit.invitation();
  const visitor = await client();
  const page = await visitor.submit('/api/enrol/open-code', { name: ` ${kit.upn.toUpperCase()} `, code: code.toLowerCase().replace('-', ' ') });
  expect(page.heading).toBe('First, sign in');
});

test('guessing the password at the invitation cannot lock the account', async ({ client, person }) => {
  const kit = await person();
  const { token } = await kit.invitation();
  const domain = Domain.shared();
  for (let n = 0; n < 8; n++) {
    const visitor = await client({ address: `10.250.7.${n + 1}` });
    const page = await visitor.submit('/api/enrol/open-link', { token });
    await visitor.submit('/api/enrol/sign-in', { version: page.version, password: `Wrong Guess ${n} here!` });
  }
  const state = await domain.show(kit.login, 'msDS-User-Account-Control-Computed');
  expect(Number(state['msDS-User-Account-Control-Computed'][0]) & 0x10).toBe(0);
  expect(await kit.binds(kit.first)).toBe(true);
});
