// Codes by text message, through a webhook: a number set up on a phone and used to get back in; numbers that
// get none; a gateway that is away for a while; a budget.
import { Enrolment } from '../../support/enrolment.js';
import { withMethods } from '../../support/own-server.js';
import { alike, atTheMethod, Recovery } from '../../support/recovery.js';
import { until } from '../../support/run.js';
import { note } from '../../support/secrets.js';
import { SmsGateway } from '../../support/sms.js';
import { expect, look, settled } from '../../support/test.js';

// Of the range that Sweden's authority keeps for fiction.
const numbers = ['+46701740605', '+46701740630', '+46701740660'].map((number) => note('number', number));

let gateway, anna;

const test = withMethods('sms', {
  people: 4,
  methods: ['totp', 'sms', 'recovery-code'],
  prepare: async (desk) => {
    const key = note('signing key', 'copper window copper lantern');
    gateway = await SmsGateway.start(key);
    const body = JSON.stringify({ to: '{to}', text: '{text}' });
    await desk.provider('webhook', { url: gateway.url, body, signing_key: key });
  },
});
test.describe.configure({ mode: 'serial', timeout: 150_000 });
test.afterAll(() => gateway?.stop());

test.afterEach(() => {
  expect(gateway.faults).toEqual([]);
  gateway.status = 202;
});

// As far as the page that asks for the number.
async function atTheNumber(page, who) {
  const enrolment = new Enrolment(page, who);
  await enrolment.upTo('Code by text message');
  await enrolment.heading('Which mobile number?');
  await settled(page);
}

async function send(page, number) {
  await page.getByLabel('Mobile number').fill(number);
  await page.getByRole('button', { name: 'Send me a code', exact: true }).click();
}

async function confirm(page, who, code) {
  const enrolment = new Enrolment(page, who);
  await page.getByLabel('6-digit code').fill(code);
  await enrolment.button('Check and continue').click();
  await enrolment.finish();
}

test('set up with an app, and used to get back in', async ({ page, person }) => {
  anna = await person();
  const [number] = numbers;
  await test.step('enrolment', async () => {
    await atTheNumber(page, anna);
    await look(page, 'enrol: number');
    for (const unfit of ['070-174 06 05', '112', '+46 8 12 34 56', '+46 900 123 45 67']) {
      await send(page, unfit);
      await expect(page.getByText('That number cannot get text messages from here')).toBeVisible();
      await expect(page.getByLabel('Mobile number')).toHaveValue(unfit);
      await settled(page);
    }
    await look(page, 'enrol: number refused');
    await send(page, '+46 (0)70-174 06 05');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Enter the code we sent you');
    await look(page, 'enrol: texted code');
    const code = await gateway.code(number);
    const [{ text }] = gateway.to(number);
    expect(text).toContain('Northwind');
    expect(text.split('\n').at(-1)).toBe(`@localhost #${code}`); // browsers offer it here and nowhere else
    expect(text.length).toBeLessThanOrEqual(160);
    await confirm(page, anna, code);
    await look(page, 'enrol: done with a number');
    expect(gateway.messages).toHaveLength(1); // nothing went to what was refused
  });

  await test.step('recovery', async () => {
    const recovery = new Recovery(page);
    await recovery.reach(anna.login, 'Code by text message');
    await recovery.heading('Enter the code from the text message');
    await look(page, 'recover: texted code');
    const code = await gateway.code(number, 1);
    await recovery.code('6-digit code', code === '123456' ? '654321' : '123456');
    await expect(page.getByText('That code does not match.')).toBeVisible();
    await recovery.code('6-digit code', code);
    await expect(page.getByText('Code by text message accepted')).toBeVisible();
    await recovery.finish(anna);
  });
});

test('a name that nobody has is asked alike, and nothing is sent', async ({ client }) => {
  const before = gateway.messages.length;
  await alike(client, ['nobody.at.all', anna.login], async (visitor, name) => {
    const { page, give } = await atTheMethod(visitor, name, 'sms');
    expect(page.heading).toBe('Enter the code from the text message');
    const refused = await give('123456');
    expect(refused.text).toContain('That code does not match');
    return [page, refused];
  });
  await gateway.code(numbers[0], 2);
  expect(gateway.messages).toHaveLength(before + 1);
});

test('a gateway that is away for a while: the code comes when it is back', async ({ page, person, desk }) => {
  gateway.status = 503;
  const kim = await person();
  const [, number] = numbers;
  await atTheNumber(page, kim);
  await send(page, number);
  await expect(page.getByText('It can take a minute.')).toBeVisible();
  await until('the administrator to be told', async () => {
    const { failing } = await desk.ask('overview');
    return JSON.stringify(failing).includes('503');
  });
  gateway.status = 202;
  await confirm(page, kim, await gateway.code(number));
});

test('when the budget is used up, the administrator is told, and so is whoever asks for another code', async ({ page, person, desk }) => {
  const [, , number] = numbers;
  const sent = gateway.messages.length;
  // neither a country nor a person may have more than all together
  const atMost = (most) => desk.settings(({ sms }) => Object.assign(sms, { a_day: most, a_country_a_day: most, a_person_a_day: Math.min(sms.a_person_a_day, most) }));
  await atMost(sent + 1);
  const kim = await person();
  await atTheNumber(page, kim);
  await send(page, number);
  const code = await gateway.code(number);
  await until('the alert', async () => {
    const { faults } = await desk.ask('overview');
    return JSON.stringify(faults).includes('budget for text messages is used up');
  });
  await page.getByRole('button', { name: 'Use another one, or send another code' }).click();
  await settled(page);
  await send(page, number);
  await expect(page.getByText(/The next message can be sent from/)).toBeVisible();
  await look(page, 'enrol: number, budget used up');
  expect(gateway.messages).toHaveLength(sent + 1);
  await atMost(sent + 9);
  await settled(page);
  await send(page, number);
  const next = await gateway.code(number, 1);
  expect(next).not.toBe(code);
  await confirm(page, kim, next);
});
