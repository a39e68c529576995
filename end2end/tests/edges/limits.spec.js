// How often is too often: counted for the name, the address and the person, on every way in.
import { inside, signIn, upTo } from '../../support/account.js';
import { atTheMethod } from '../../support/recovery.js';
import { expect, test } from '../../support/test.js';
import { wrongCode } from '../../support/totp.js';

test('a name: ten beginnings an hour from one address, known or not', async ({ client, person }) => {
  const kit = await person({ enrolled: true });
  for (const name of [kit.login, `nobody.${kit.login}`]) {
    for (let n = 1; n <= 11; n++) {
      const visitor = await client({ address: `10.252.1.${name.length}` });
      const answer = await visitor.post('/recover', { name: n % 2 ? name : name.toUpperCase() });
      expect(answer.status, `${name} ${n}`).toBe(n <= 10 ? 303 : 429);
      if (n === 11) expect(answer.heading).toMatch(/^You can try again from \d\d:\d\d/);
    }
    // somebody else cannot keep the person out with it
    const elsewhere = await client({ address: `10.252.2.${name.length}` });
    expect((await elsewhere.post('/recover', { name })).status).toBe(303);
  }
});

test('an address: sixty beginnings in ten minutes, whatever the names', async ({ client }) => {
  const visitor = await client({ address: '10.253.1.1' });
  const statuses = [];
  for (let n = 0; n < 64; n++) statuses.push((await visitor.post('/recover', { name: `nobody${n}.of.253` })).status);
  expect(statuses.slice(0, 60).every((status) => status === 303)).toBe(true);
  expect(statuses.slice(60)).toEqual([429, 429, 429, 429]);
  const neighbour = await client({ address: '10.253.1.2' });
  expect((await neighbour.post('/recover', { name: 'nobody1.of.253' })).status).toBe(303);
});

test('guesses in parallel, over flows and addresses: the person is shielded after ten', async ({ client, person }) => {
  const kit = await person({ enrolled: true });
  let guesses = 0;
  const flow = async (n) => {
    const visitor = await client({ address: `10.254.${n}.1` });
    let page = await visitor.submit('/recover', { name: kit.login });
    page = await visitor.submit('/recover/methods', { version: page.version, method: 'totp' });
    for (let tries = 0; tries < 5 && page.version; tries++) {
      page = await visitor.submit('/recover/verify', { version: page.version, code: wrongCode(kit.app.seed) });
      if (page.text.includes('That code does not match') || page.heading === 'That was the last try') guesses++;
    }
    return page;
  };
  const ends = await Promise.all([1, 2, 3, 4, 5, 6].map(flow));
  expect(guesses).toBeLessThanOrEqual(10);
  expect(ends.some((page) => page.text.includes('That method can be used again from'))).toBe(true);
  // also with the right code: for what can be guessed, waiting is the only way
  const visitor = await client({ address: '10.254.99.1' });
  let page = await visitor.submit('/recover', { name: kit.login });
  page = await visitor.submit('/recover/methods', { version: page.version, method: 'totp' });
  page = await visitor.submit('/recover/verify', { version: page.version, code: await kit.app.next() });
  expect(page.text).toContain('That method can be used again from');
  // what cannot be guessed stays open: a stranger does not keep the person out
  page = await visitor.submit('/recover/methods', { version: page.version, method: 'recovery-code' });
  page = await visitor.submit('/recover/verify', { version: page.version, code: kit.codes[0] });
  expect(page.heading).toBe('Now your second proof');
});

test('ten thousand guesses from everywhere: few are looked at, and none opens anything', async ({ client, person }) => {
  test.setTimeout(240_000);
  const kit = await person({ enrolled: true });
  const GUESSES = 10_000;
  const seen = { looked: 0, further: 0, sent: 0 };
  const guesser = async (n) => {
    const visitor = await client();
    for (let round = 0; seen.sent < GUESSES; round++) {
      // each from a network of its own, and with a flow of its own as often as it is let in
      const from = { 'x-forwarded-for': `11.${n}.${round >> 8}.${round & 255}` };
      const begun = await visitor.post('/recover', { name: kit.login }, from);
      const method = round % 2 ? 'totp' : 'recovery-code';
      let { version } = begun.location ? await visitor.get(begun.location) : {};
      const chosen = await visitor.post('/recover/methods', { version, method }, from);
      ({ version } = await visitor.get(chosen.location));
      for (let tries = 0, over = !version; tries < 20; tries++, seen.sent++) {
        const code = method === 'totp' ? wrongCode(kit.app.seed) : 'AAAA-BBBB-CCCC-DDDD';
        const sent = await visitor.post('/recover/verify', { version, code }, from);
        if (over || !sent.location) continue; // guessed all the same, and nobody asks what it says
        const page = await visitor.get(sent.location);
        version = page.version ?? version;
        over = page.heading === 'That was the last try';
        if (method === 'totp' && (over || page.text.includes('That code does not match'))) seen.looked++;
        if (page.heading === 'Now your second proof') seen.further++;
      }
    }
    await visitor.close();
  };
  await Promise.all(Array.from({ length: 8 }, (_, n) => guesser(n)));
  expect(seen.sent).toBeGreaterThanOrEqual(GUESSES);
  expect(seen.further).toBe(0);
  // six digits: ten an hour at most, however many ask
  expect(seen.looked).toBeGreaterThan(0);
  expect(seen.looked).toBeLessThanOrEqual(10);
  // the directory heard nothing of it: the password still signs in
  expect(await kit.binds(kit.first)).toBe(true);
});

test('one count for all ways in: guesses at a recovery close the account page, and the other way round', async ({ client, person }) => {
  const [one, two] = [await person({ enrolled: true }), await person({ enrolled: true })];
  // as far as the second proof: from there on tries are counted as those of somebody who is near
  const second = async (kit) => {
    const visitor = await client();
    const { give } = await atTheMethod(visitor, kit.login, 'recovery-code');
    const page = await give(kit.codes.shift());
    expect(page.heading).toBe('Now your second proof');
    return { visitor, page: await visitor.submit('/recover/methods', { version: page.version, method: 'totp' }) };
  };
  const atAccount = async (kit) => {
    const visitor = await client();
    return { visitor, page: await upTo(visitor, kit, 'totp') };
  };
  const guess = async ({ visitor, page }, path, kit, times) => {
    for (let n = 0; n < times; n++) page = await visitor.submit(path, { version: page.version, code: wrongCode(kit.app.seed) });
    return page;
  };
  for (let flow = 0; flow < 2; flow++) {
    const end = await guess(await second(one), '/recover/verify', one, 5);
    expect(end.heading).toBe('That was the last try');
  }
  let { visitor, page } = await atAccount(one);
  page = await visitor.submit('/api/account/prove', { version: page.version, code: await one.app.next() });
  expect(page.text).toContain('That method can be used again from');

  for (let visit = 0; visit < 2; visit++) await guess(await atAccount(two), '/api/account/prove', two, 5);
  ({ visitor, page } = await second(two));
  page = await visitor.submit('/recover/verify', { version: page.version, code: await two.app.next() });
  expect(page.text).toContain('That method can be used again from');
  // nobody else is concerned
  await inside(await client(), await person({ enrolled: true }));
});

// The domain locks an account after three; we try two, whichever door they come through.
test('one count of directory passwords: the account page and an enrolment', async ({ client, person }) => {
  const enrolling = async (kit) => {
    const visitor = await client();
    return { visitor, page: await kit.openInvitation(visitor) };
  };
  const wrong = (n) => `A wrong guess ${n} of many`;
  await test.step('guessed at the account page', async () => {
    const kit = await person();
    for (let n = 0; n < 4; n++) {
      const refused = await signIn(await client(), kit.login, wrong(n));
      expect(refused.text).toContain('Name and password do not go together');
    }
    const { visitor, page } = await enrolling(kit);
    const told = await visitor.submit('/api/enrol/sign-in', { version: page.version, password: kit.password });
    expect(told.text).toMatch(/try again from/);
    expect(await kit.binds(kit.password)).toBe(true);
  });
  await test.step('guessed at an enrolment', async () => {
    const kit = await person();
    let { visitor, page } = await enrolling(kit);
    for (let n = 0; n < 4; n++) page = await visitor.submit('/api/enrol/sign-in', { version: page.version, password: wrong(n) });
    const refused = await signIn(await client(), kit.login, kit.password);
    expect(refused.heading).toBe('My account');
    expect(await kit.binds(kit.password)).toBe(true);
  });
});

test('administrators: five wrong passwords for a name', async ({ client }) => {
  const visitor = await client();
  const words = [];
  for (let n = 0; n < 7; n++) {
    const sent = await visitor.post('/api/admin/sign-in', { name: 'somebody', password: `wrong guess ${n} of many` });
    words.push((await visitor.follow(sent.location)).heading);
  }
  expect(new Set(words)).toEqual(new Set(['Sign in to the console']));
});

test('who is not a trusted proxy cannot choose an address', async ({ client }) => {
  const { startServer } = await import('../../support/server.js');
  const server = await startServer('direct', { proxies: [] });
  const statuses = [];
  for (let n = 0; n < 62; n++) {
    const visitor = await client({ server, address: `10.1.1.${n + 1}` });
    statuses.push((await visitor.post('/recover', { name: `nobody${n}` })).status);
  }
  expect(statuses.slice(60)).toEqual([429, 429]);
});
