// A colleague vouches: the manager whom the directory names, or somebody on an administrator's list. Whoever is
// locked out and whoever vouches have a phone each: one reads a number out, the other types it.
import { Account, inside } from '../../support/account.js';
import { Client } from '../../support/client.js';
import { sqlite } from '../../support/database.js';
import { withMethods } from '../../support/own-server.js';
import { alike, atTheMethod, Recovery } from '../../support/recovery.js';
import { until } from '../../support/run.js';
import { theServer } from '../../support/server.js';
import { expect, freshAddress, look, settled, watch } from '../../support/test.js';

const test = withMethods('vouch', {
  people: 4,
  methods: ['totp', 'email', 'vouch', 'recovery-code'],
  staff: (domain, [anna, boss]) => domain.account('put', anna.name, 'manager', boss.dn),
}).extend({
  // Another phone, with somebody at their account page.
  phoneOf: async ({ browser, baseURL }, use) => {
    const phones = [];
    await use(async (person) => {
      const context = await browser.newContext({ baseURL, extraHTTPHeaders: { 'x-forwarded-for': freshAddress() } });
      phones.push({ context, errors: watch(context) });
      const account = new Account(await context.newPage());
      await account.signIn(person);
      await settled(account.page);
      return account;
    });
    for (const { context } of phones) await context.close();
    expect(phones.flatMap(({ errors }) => errors)).toEqual([]);
  },
});
test.describe.configure({ mode: 'serial', timeout: 150_000 });

let anna, boss, ida, eve;

// Somebody without a browser who stays signed in over several tests; codes of an app are few.
const seats = new Map();
async function seat(person) {
  if (!seats.has(person)) seats.set(person, await inside(await Client.open(theServer('vouch'), freshAddress()), person));
  const { visitor } = seats.get(person);
  return {
    page: await visitor.follow('/account'),
    async act(action, id, number) {
      const { version } = await visitor.follow('/account');
      return visitor.submit('/api/account/act', { version, action, id, ...(number && { number }) });
    },
  };
}
test.afterAll(() => Promise.all([...seats.values()].map(({ visitor }) => visitor.close())));

// A recovery that waits for a colleague, without a browser.
async function ask(visitor, name) {
  const { list, page } = await atTheMethod(visitor, name, 'vouch');
  const [, number] = /<strong [^>]*class="mono"[^>]*>(?:<!.*?>)*([\d ]+)</.exec(page.body) ?? [];
  const [[id] = []] = await sqlite(theServer('vouch'), 'select id from vouches order by id desc limit 1');
  return { list, page, number, id, looks: async () => visitor.submit('/recover/verify', { version: (await visitor.follow('/recover/verify')).version, state: 'look' }) };
}

const other = (number) => (number.replace(' ', '') === '1234' ? '4321' : '1234');

test('the manager in the directory vouches', async ({ page, address, person, phoneOf }) => {
  [anna, boss, ida, eve] = [await person({ enrolled: true }), await person({ enrolled: true }), await person({ enrolled: true }), await person({ enrolled: true })];
  const recovery = new Recovery(page);
  const begin = async () => {
    await recovery.reach(anna.login, 'A colleague vouches');
    await recovery.heading('Ask your colleague to vouch for you');
    return page.locator('.readout strong').innerText();
  };
  const looks = () => page.getByRole('button', { name: 'My colleague has typed it' }).click();
  const number = await begin();
  expect(number).toMatch(/^\d\d \d\d$/);
  await look(page, 'recover: vouch');
  await looks();
  await expect(page.getByText('Nobody has confirmed yet')).toBeVisible();
  await look(page, 'recover: vouch, nobody yet');
  // the same number: it is on its way already
  expect(await page.locator('.readout strong').innerText()).toBe(number);

  const desk = await phoneOf(boss);
  const asked = desk.page.getByRole('region', { name: 'Somebody needs you' });

  await test.step('who hears another voice says no, and other methods lead on', async () => {
    await expect(asked.getByText('Kim Larsen asks you to vouch')).toBeVisible();
    await expect(asked.getByText(`from ${address}`)).toBeVisible();
    await look(desk.page, 'account: asked to vouch');
    await desk.button('That is not them').click();
    await expect(desk.page.getByText('You did not vouch for Kim Larsen')).toBeVisible();
    await look(desk.page, 'account: did not vouch');
    await expect(asked).toHaveCount(0);
    await looks();
    await expect(page.getByText('Your colleague did not confirm')).toBeVisible();
    await expect(page.locator('.readout')).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Get a new number' })).toBeVisible();
    await look(page, 'recover: vouch, refused');
    await recovery.withOthers(anna);
  });

  await test.step('who knows the voice types the number', async () => {
    const fresh = await begin();
    await desk.page.reload();
    await settled(desk.page);
    await desk.page.getByLabel('Their number').fill(other(fresh));
    await desk.button('It is them').click();
    await expect(desk.page.getByText('That number does not match')).toBeVisible();
    await look(desk.page, 'account: vouch, wrong number');
    await desk.page.getByLabel('Their number').fill(fresh);
    await desk.button('It is them').click();
    await expect(desk.page.getByText('You vouched for Kim Larsen')).toBeVisible();
    await look(desk.page, 'account: vouched');
    await looks();
    await recovery.heading('Now your second proof');
    await expect(page.getByText('A colleague vouches accepted')).toBeVisible();
    await expect(page.getByRole('button', { name: /^A colleague/ })).toHaveCount(0);
    await recovery.recoveryCode(anna.codes.shift());
    await recovery.lastStep(anna);
  });
});

test('nobody else can', async ({ client }) => {
  const asking = await ask(await client(), anna.login);
  const stranger = await seat(eve);
  expect(stranger.page.text).not.toContain('Somebody needs you');
  expect((await stranger.act('vouch', asking.id, asking.number)).text).not.toContain('You vouched');
  expect((await stranger.act('refuse', asking.id)).text).not.toContain('You did not vouch');
  expect((await asking.looks()).text).toContain('Nobody has confirmed yet');
  expect((await seat(boss)).page.text).toContain('Somebody needs you');
});

test('three wrong numbers end a request', async ({ client }) => {
  const asking = await ask(await client(), anna.login);
  const manager = await seat(boss);
  for (let n = 0; n < 3; n++) expect((await manager.act('vouch', asking.id, other(asking.number))).text).toContain('That number does not match');
  expect((await manager.act('vouch', asking.id, asking.number)).text).not.toContain('You vouched');
  expect((await asking.looks()).text).toContain('Your colleague did not confirm');
});

test('a yes is for one recovery, and counts once', async ({ client }) => {
  const [visitor, thief] = [await client(), await client()];
  const mine = await ask(visitor, anna.login);
  const theirs = await ask(thief, anna.login);
  const manager = await seat(boss);
  expect((await manager.act('vouch', mine.id, mine.number)).text).toContain('You vouched for Kim Larsen');
  expect((await manager.act('vouch', mine.id, mine.number)).text).not.toContain('You vouched');
  expect((await theirs.looks()).text).toContain('Nobody has confirmed yet');
  const form = { version: mine.page.version, state: 'look' };
  const answers = await Promise.all([1, 2, 3, 4].map(() => visitor.submit('/recover/verify', form)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const list = await visitor.follow('/recover/methods');
  expect(list.heading).toBe('Now your second proof');
  // it is not there a second time
  const again = await visitor.submit('/recover/methods', { version: list.version, method: 'vouch' });
  expect(again.heading).toBe('Now your second proof');
  expect((await theirs.looks()).text).toContain('Nobody has confirmed yet');
  expect((await (await ask(thief, anna.login)).looks()).text).toContain('Nobody has confirmed yet');
});

const personOf = async ({ login }) => (await sqlite(theServer('vouch'), 'select person from accounts where login = ?', [login]))[0][0];

test('an administrator’s list', async ({ client, desk }) => {
  const before = await ask(await client(), eve.login);
  expect(before.list.text).not.toContain('A colleague vouches');

  await desk.settings(() => {}, [await personOf(ida), await personOf(boss)]);
  const asking = await ask(await client(), eve.login);
  const listed = await seat(ida);
  expect(listed.page.text).toContain('Kim Larsen asks you to vouch');
  expect((await listed.act('vouch', asking.id, asking.number)).text).toContain('You vouched for Kim Larsen');
  expect((await asking.looks()).heading).toBe('Now your second proof');

  await test.step('nobody vouches for themselves', async () => {
    const own = await ask(await client(), ida.login);
    expect((await listed.act('vouch', own.id, own.number)).text).not.toContain('You vouched');
    expect((await (await seat(boss)).act('vouch', own.id, own.number)).text).toContain('You vouched for Kim Larsen');
    expect((await own.looks()).heading).toBe('Now your second proof');
  });
});

test('a name that nobody has waits alike, and no colleague hears of it', async ({ client }) => {
  await until('what a name that nobody has is asked for', async () => (await ask(await client({ address: freshAddress() }), 'nobody.at.all')).number);
  const requests = () => sqlite(theServer('vouch'), 'select count(*) from vouches');
  const before = await requests();
  await alike(client, ['nobody.else', eve.login], async (visitor, name) => {
    const asking = await ask(visitor, name);
    if (name !== eve.login) expect(await requests()).toEqual(before);
    return [asking.page, await asking.looks()];
  });
});

test('off the list, and without managers, nobody vouches any more', async ({ client, desk }) => {
  const waiting = await ask(await client(), anna.login);
  await desk.settings(({ vouch }) => (vouch.managers = false), [await personOf(ida)]);
  expect((await (await seat(boss)).act('vouch', waiting.id, waiting.number)).text).not.toContain('You vouched');
  expect((await (await seat(ida)).act('vouch', waiting.id, waiting.number)).text).toContain('You vouched for Kim Larsen');
});
