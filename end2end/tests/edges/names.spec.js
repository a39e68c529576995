// Whether a name is known, onboarded, enrolled or disabled can be seen nowhere: the same pages byte for
// byte, the same answers, to the end.
import { mails } from '../../support/lab.js';
import { expect, freshAddress, test } from '../../support/test.js';
import { wrongCode } from '../../support/totp.js';

// One visitor who types `name` and knows nothing else; every answer on the way.
async function walk(client, name, seed) {
  const seen = [];
  const keep = (what, answer) => {
    seen.push({ what, status: answer.status, headers: shape(answer.headers), body: plain(answer.body, name) });
    return answer;
  };
  let version;
  const submit = async (path, fields) => {
    const sent = keep(`POST ${path} ${Object.keys(fields)}`, await client.post(path, { version, ...fields }));
    if (!sent.location) return;
    const page = keep(`GET ${sent.location}`, await client.get(sent.location));
    version = page.version ?? version;
  };
  await submit('/recover', { name });
  await submit('/recover/methods', { method: 'totp' });
  await submit('/recover/verify', { code: '' });
  await submit('/recover/verify', { code: wrongCode(seed) });
  await submit('/recover/methods', { method: '' });
  await submit('/recover/methods', { method: 'email' });
  await submit('/recover/send-again', {});
  await submit('/recover/verify', { code: wrongCode(seed) });
  await submit('/recover/password', { password: 'Quiet Harbour Stone 7!' });
  await submit('/recover/action', { do: 'unlock' });
  await submit('/recover/methods', { method: 'recovery-code' });
  await submit('/recover/verify', { code: 'AAAA-BBBB-CCCC-DDDD' });
  await submit('/recover/methods', { method: 'totp' });
  await submit('/recover/verify', { code: wrongCode(seed) });
  await submit('/recover/verify', { code: wrongCode(seed) });
  for (const path of ['/recover/methods', '/recover/verify', '/recover/action', '/recover/password', '/recover/done', '/recover/stopped']) {
    keep(`GET ${path}`, await client.get(path));
  }
  await submit('/recover/leave', {});
  return seen;
}

const shape = ({ date, 'content-length': _, ...headers }) => ({
  ...headers,
  ...(headers['set-cookie'] && { 'set-cookie': headers['set-cookie'].replace(/=[A-Za-z0-9_-]{16,};/g, (token) => `=${token.length};`) }),
});

const plain = (body, name) =>
  body
    .replaceAll(name, 'NAME')
    .replace(/name="version" value="\d+"/g, 'version')
    .replace(/\b\d\d:\d\d\b/g, 'HH:MM');

// A name that nobody has is shown methods as people have them; who has which is counted in the background.
async function asPeopleHaveThem(client, name) {
  await expect
    .poll(async () => {
      const page = await (await client()).submit('/recover', { name });
      return ['Authenticator app', 'Code by e-mail', 'Recovery code', 'Passkey'].map((method) => page.text.includes(method));
    }, { timeout: 30_000, intervals: [500] })
    .toEqual([true, true, true, false]);
}

test('known, unknown, not onboarded, not enrolled, disabled, protected: the same to the end', async ({ client, person }) => {
  const enrolled = await person({ enrolled: true });
  // known by other spellings only: each has limits of its own, so nobody else has used them up
  const [away, elsewhere] = [await person({ enrolled: true }), await person({ enrolled: true })];
  const disabled = await person({ enrolled: true });
  await disabled.state('disable');
  const invited = await person();
  const visitors = {
    enrolled: [enrolled.login, enrolled.app.seed],
    'enrolled, by another form of the name': [enrolled.upn, enrolled.app.seed],
    'enrolled, at an address that is nobody’s': [`${away.login}@nowhere.invalid`, away.app.seed],
    'enrolled, there and in capitals': [`ELSEWHERE\\${elsewhere.login.toUpperCase()}@Nowhere.invalid`, elsewhere.app.seed],
    disabled: [disabled.login, disabled.app.seed],
    'not enrolled': [invited.login],
    'not onboarded': ['user01'],
    'not imported': ['user16'],
    protected: ['da2'],
    unknown: [`nobody.${invited.login}`],
    'an injection': ['*)(objectClass=*'],
  };
  await asPeopleHaveThem(client, `somebody.${invited.login}`);
  const before = await enrolled.codeCount();
  const others = await Promise.all([away, elsewhere].map((one) => one.codeCount()));
  let first;
  for (const [who, [name, seed]] of Object.entries(visitors)) {
    // each from elsewhere: all the wrong codes together are more than one address may try
    const seen = await walk(await client({ address: freshAddress() }), name, seed);
    if (!first) {
      first = seen;
      expect(seen.at(-8).what).toBe('GET /recover/methods');
      expect(seen.some(({ body }) => body.includes('That was the last try'))).toBe(true);
      continue;
    }
    expect(seen.length, who).toBe(first.length);
    for (const [n, answer] of seen.entries()) expect(answer, `${who}, step ${n}`).toEqual(first[n]);
  }
  // the only ones that somebody really got: one for each form of the name
  await expect.poll(async () => (await enrolled.codeCount()) - before).toBe(2);
  expect((await mails(`${invited.login}@private.example`)).length).toBe(0);
  // and none by a spelling that only may mean somebody
  expect(await Promise.all([away, elsewhere].map((one) => one.codeCount()))).toEqual(others);
});

test('every spelling of somebody shows what their login shows', async ({ client, person }) => {
  const few = await person({ enrolled: true });
  const unknown = `nobody.${few.login}`;
  await asPeopleHaveThem(client, unknown);
  for (const name of [few.login, unknown]) {
    const spellings = [name, `${name}@nowhere.invalid`, `NOWHERE\\${name}@a@b`, ` ${name.toUpperCase()} @nowhere.invalid`, `elsewhere\\${name}`];
    const seen = [];
    for (const typed of spellings) seen.push(plain((await (await client()).submit('/recover', { name: typed })).body, typed.trim()));
    for (const [n, page] of seen.entries()) expect(page, spellings[n]).toEqual(seen[0]);
  }
});

test('the typed invitation code tells nothing about names either', async ({ client, person }) => {
  const invited = await person();
  const enrolled = await person({ enrolled: true });
  const answers = [];
  for (const name of [invited.login, enrolled.login, 'user01', 'nobody.at.all']) {
    const visitor = await client();
    const sent = await visitor.post('/api/enrol/open-code', { name, code: 'ABCD-2345' });
    const page = await visitor.follow(sent.location);
    answers.push({ status: sent.status, location: sent.location, body: plain(page.body, name).replace(/nonce="?[^">\s]+/g, 'nonce') });
  }
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(answers[0].body).toContain('Name and code do not go together');
});

test('limits that one spelling of a name used up are seen alike under another', async ({ client, person }) => {
  const enrolled = await person({ enrolled: true });
  const unknown = `nobody.${enrolled.login}`;
  await asPeopleHaveThem(client, unknown);
  const answers = [];
  for (const name of [enrolled.login, unknown]) {
    // a spelling that nobody has, whoever the part before the @ is
    const away = `${name}@nowhere.invalid`;
    for (let n = 0; n < 6; n++) {
      const visitor = await client({ address: '10.250.1.1' });
      const page = await visitor.submit('/recover', { name: away });
      await visitor.submit('/recover/methods', { version: page.version, method: 'email' });
    }
    for (let n = 0; n < 2; n++) {
      const visitor = await client({ address: '10.250.1.2' });
      let page = await visitor.submit('/recover', { name: away });
      page = await visitor.submit('/recover/methods', { version: page.version, method: 'totp' });
      for (let tries = 0; tries < 5; tries++) page = await visitor.submit('/recover/verify', { version: page.version, code: '000000' });
    }
    const seen = [];
    for (const [address, method] of [['10.250.1.1', 'email'], ['10.250.1.2', 'totp'], ['10.250.1.3', 'email']]) {
      const visitor = await client({ address });
      let page = await visitor.submit('/recover', { name });
      page = await visitor.submit('/recover/methods', { version: page.version, method });
      seen.push(plain(page.body, name));
      page = await visitor.submit('/recover/verify', { version: page.version, code: wrongCode(enrolled.app.seed) });
      seen.push(plain(page.body, name));
    }
    answers.push(seen);
  }
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0].join()).toContain('The next message can be sent from');
  expect(answers[0].join()).toContain('That method can be used again from');
});

test('known and unknown names take the same time', async ({ client, person }) => {
  const enrolled = await person({ enrolled: true });
  const times = { known: { begin: [], code: [] }, unknown: { begin: [], code: [] } };
  const both = [['known', enrolled.login], ['unknown', `nobody.${enrolled.login}`]];
  // by turns, so that whatever else this machine does meets both
  for (let n = 0; n < 9; n++) {
    for (const [kind, name] of n % 2 ? both : [...both].reverse()) {
      const visitor = await client();
      const timed = async (step, work) => {
        const start = process.hrtime.bigint();
        const answer = await work();
        times[kind][step].push(Number(process.hrtime.bigint() - start) / 1e6);
        return answer;
      };
      await visitor.get('/recover');
      await timed('begin', () => visitor.post('/recover', { name }));
      const page = await visitor.submit('/recover/methods', { version: (await visitor.get('/recover/methods')).version, method: 'totp' });
      await timed('code', () => visitor.post('/recover/verify', { version: page.version, code: wrongCode(enrolled.app.seed) }));
    }
  }
  const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
  for (const step of ['begin', 'code']) {
    const [known, unknown] = ['known', 'unknown'].map((kind) => median(times[kind][step]));
    console.log(`${step}: known ${known.toFixed(1)} ms, unknown ${unknown.toFixed(1)} ms (medians of 9)`);
    expect(Math.abs(known - unknown), step).toBeLessThan(10);
  }
});
