// Codes of YubiKeys: a key set up and used on a phone; codes that were used, of other keys, and sent twice; asked
// of everybody alike; and while the validation server is away.
import { Enrolment } from '../../support/enrolment.js';
import { withMethods } from '../../support/own-server.js';
import { alike, atTheMethod, Recovery } from '../../support/recovery.js';
import { expect, look } from '../../support/test.js';
import { opened, signature, ValidationServer, YubiKey } from '../../support/yubikey.js';

const [key, hers, unknown] = [new YubiKey(), new YubiKey(), new YubiKey()];
let validation, anna;

const test = withMethods('yubikey', {
  people: 3,
  methods: ['totp', 'email', 'yubikey', 'recovery-code'],
  prepare: async (desk) => {
    validation = await ValidationServer.start([key, hers]);
    await desk.provider('yubikey', validation.settings());
  },
});
test.describe.configure({ mode: 'serial', timeout: 150_000 });
test.afterEach(() => expect(validation?.faults ?? []).toEqual([]));
test.afterAll(() => validation?.stop());

const METHOD = 'YubiKey';
const HEADING = 'Touch your YubiKey';
const FIELD = 'Code from the YubiKey';
const REFUSED = 'That code is of another key, or was used already.';

test('the stand-ins agree with what Yubico published', () => {
  const secret = Buffer.from('0682952d3363f225654b58a73b131259', 'hex');
  expect(opened('hggtkhvrbbrrgtdfeivgklbkviteggcu', secret)).toEqual({ privateId: 'c5fc55c3767f', counter: (13 << 8) | 1 });
  const question = { otp: 'vvungrrdhvtklknvrtvuvbbkeidikkvgglrvdgrfcdft', id: '1', nonce: 'jrFwbaYFhn0HoxZIsd9LQ6w2ceU' };
  expect(signature(question, 'mG5be6ZJU1qBGz24yPh/ESM3UdU=')).toBe('+ja8S3IjbX593/LAgTBixwPNGX4=');
});

test('set up with an app, and used to get back in', async ({ page, person }) => {
  anna = await person();
  const first = key.touch();

  await test.step('enrolment', async () => {
    const enrolment = new Enrolment(page, anna);
    // a key types its code and Enter
    const type = async (code) => {
      await page.getByLabel(FIELD).fill(code);
      await page.getByLabel(FIELD).press('Enter');
    };
    await enrolment.upTo('YubiKey code');
    await enrolment.heading(HEADING);
    await look(page, 'enrol: YubiKey');
    const version = page.locator('input[name=version]').first();
    for (const code of ['123456', unknown.touch()]) {
      const before = await version.inputValue();
      await type(code);
      await expect(version).not.toHaveValue(before); // the answer to this one
      await expect(page.getByText(REFUSED)).toBeVisible();
      await look(page, 'enrol: YubiKey, refused');
    }
    await type(first);
    await enrolment.finish();
    await look(page, 'enrol: done with a YubiKey');
  });

  await test.step('recovery', async () => {
    const recovery = new Recovery(page);
    await recovery.reach(anna.login, METHOD);
    await recovery.heading(HEADING);
    await look(page, 'recover: YubiKey');
    const before = validation.asked.length;
    // of a key that works, but not here: it is not used up by that
    await recovery.code(FIELD, hers.touch());
    await expect(page.getByText(REFUSED)).toBeVisible();
    await look(page, 'recover: YubiKey, refused');
    expect(validation.asked).toHaveLength(before);
    // the one that it was set up with
    await recovery.code(FIELD, first);
    await expect(page.getByText(REFUSED)).toBeVisible();
    expect(validation.asked).toHaveLength(before + 1);
    await recovery.code(FIELD, key.touch().toUpperCase());
    await expect(page.getByText('YubiKey accepted')).toBeVisible();
    await recovery.finish(anna);
  });
});

test('a code counts once, however often and wherever it is sent', async ({ client }) => {
  const begin = async () => atTheMethod(await client(), anna.login, 'yubikey');
  const [older, code] = [key.touch(), key.touch()];
  const before = validation.asked.length;

  await test.step('in one recovery', async () => {
    const mine = await begin();
    const answers = await Promise.all([1, 2, 3].map(() => mine.give(code)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await mine.give(code)).heading).toBe('Now your second proof');
    expect(validation.asked).toHaveLength(before + 1);
  });
  await test.step('later, and one that was typed before it', async () => {
    for (const used of [code, older]) expect((await (await begin()).give(used)).text).toContain(REFUSED);
  });
  await test.step('in several at once', async () => {
    const all = await Promise.all([1, 2, 3, 4].map(begin));
    const fresh = key.touch();
    const headings = (await Promise.all(all.map(({ give }) => give(fresh)))).map(({ heading }) => heading);
    expect(headings.sort()).toEqual(['Now your second proof', HEADING, HEADING, HEADING]);
  });
});

test('a name that nobody has, and somebody who never enrolled, are asked alike', async ({ client, person }) => {
  const kim = await person();
  const before = validation.asked.length;
  await alike(client, ['nobody.at.all', kim.login, anna.login], async (visitor, name) => {
    const { page, give } = await atTheMethod(visitor, name, 'yubikey');
    return [page, await give(hers.touch())];
  });
  expect(validation.asked).toHaveLength(before);
});

test('while the validation server is away, other methods lead on', async ({ page, person }) => {
  const kim = await person();
  await validation.stop();
  await test.step('enrolment', async () => {
    const enrolment = new Enrolment(page, kim);
    await enrolment.upTo('YubiKey code');
    await page.getByLabel(FIELD).fill(hers.touch());
    await enrolment.button('Continue').click();
    await enrolment.anotherOne('YubiKey');
  });
  await test.step('recovery', async () => {
    const recovery = new Recovery(page);
    await recovery.reach(anna.login, METHOD);
    await recovery.code(FIELD, key.touch());
    await recovery.isAway('YubiKey');
    await recovery.withOthers(anna);
  });
  await validation.open();
});
