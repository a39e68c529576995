// The account page for those who should not get in, or not so far.
import { inside, signIn, upTo } from '../../support/account.js';
import { expect, test } from '../../support/test.js';
import { wrongCode } from '../../support/totp.js';

test('the password alone opens nothing, whatever is sent', async ({ client, person }) => {
  const kit = await person({ enrolled: true });
  const visitor = await client();
  let page = await signIn(visitor, kit.login, kit.password);
  for (const action of ['remove', 'new-codes', 'complete', 'open-password', 'not-me', 'open-not-me', 'rename', 'add', 'try', 'vouch', 'home']) {
    page = await visitor.submit('/api/account/act', { version: page.version, action, method: 'totp', id: 'x', label: 'x', number: '1' });
    expect(page.heading, action).toBe('Now one of your methods');
  }
  page = await visitor.submit('/api/account/change-password', { version: page.version, old_password: kit.password, password: 'Quiet Harbour Stone 7!' });
  expect(page.heading).toBe('Now one of your methods');
  expect(await kit.binds(kit.password)).toBe(true);
});

test('unknown, not enrolled, wrong password: one answer, no sooner', async ({ client, person }) => {
  const enrolled = await person({ enrolled: true });
  const answers = [];
  for (const [name, password] of [[enrolled.login, 'Wrong Guess 1 here!'], [`nobody.${enrolled.login}`, 'Wrong Guess 1 here!'], ['user01', 'Wrong Guess 1 here!']]) {
    const visitor = await client();
    const start = Date.now();
    const sent = await visitor.post('/api/account/sign-in', { name, password });
    expect(Date.now() - start).toBeGreaterThanOrEqual(650);
    expect(sent.headers['set-cookie']).toBeUndefined();
    const page = await visitor.follow(sent.location);
    answers.push({ status: sent.status, location: sent.location, heading: page.heading, text: page.text });
  }
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(answers[0].text).toContain('Name and password do not go together');
});

test('five wrong proofs end a visit; the directory account is never locked through us', async ({ client, person }) => {
  const kit = await person({ enrolled: true });
  const visitor = await client();
  let page = await upTo(visitor, kit, 'totp');
  for (let n = 0; n < 5; n++) page = await visitor.submit('/api/account/prove', { version: page.version, code: wrongCode(kit.app.seed) });
  expect(page.heading).toBe('That was the last try');
  for (let n = 0; n < 8; n++) await signIn(await client(), kit.login, `Wrong Guess ${n} here!`);
  expect(await kit.binds(kit.password)).toBe(true);
});

test('somebody else’s method is neither renamed nor removed', async ({ client, person }) => {
  const [kim, other] = [await person({ enrolled: true }), await person({ enrolled: true })];
  const theirs = await inside(await client(), other);
  const id = /name="id" value="([0-9a-f-]{36})"/.exec(theirs.page.body)[1];
  const { visitor, page } = await inside(await client(), kim);
  for (const action of ['rename', 'remove']) {
    const answer = await visitor.submit('/api/account/act', { version: page.version, action, id, label: 'Mine now' });
    expect(answer.text).not.toContain('Mine now');
  }
  const after = await theirs.visitor.follow('/account');
  expect(after.body).toContain(id);
  expect(after.text).not.toContain('Mine now');
});

test('one form many times at once: one is taken', async ({ client, person }) => {
  const kit = await person({ enrolled: true });
  const visitor = await client();
  let page = await upTo(visitor, kit, 'recovery-code');
  const code = kit.codes[0];
  await Promise.all(Array.from({ length: 8 }, () => visitor.post('/api/account/prove', { version: page.version, code })));
  page = await visitor.follow('/account');
  expect(page.heading).toBe('Kim Larsen');
  expect(page.text).toContain('9 left, each works once.');
});
