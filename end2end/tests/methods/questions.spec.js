// Security questions, where an administrator allows them ("as in the specification": an app and questions):
// set up on a phone, refused where they are too easy, used to get back in, and asked of everybody alike.
import { Enrolment } from '../../support/enrolment.js';
import { withMethods } from '../../support/own-server.js';
import { Recovery } from '../../support/recovery.js';
import { note } from '../../support/secrets.js';
import { expect, look, settled } from '../../support/test.js';

const test = withMethods('questions', { people: 3, methods: ['totp', 'questions', 'recovery-code'] });
test.describe.configure({ mode: 'serial', timeout: 120_000 });

const GOOD = ['Grandmother’s loom', 'Mrs Okonkwo, about poetry', 'the kiosk behind the station', 'ravioli in Bergamo'];
const answers = GOOD.map((answer) => note('answer', answer));

// Which answer belongs to which of the questions that a page asks.
const known = new Map();

async function asked(page) {
  const fields = page.locator('form[action="/recover/verify"] .field');
  return (await fields.locator('label').allInnerTexts()).map((text) => text.trim());
}

async function answer(page, change = (text) => text) {
  for (const question of await asked(page)) await page.getByLabel(question, { exact: true }).fill(change(known.get(question)));
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
}

let anna;

test('set up with an app, and used to get back in', async ({ page, person }) => {
  anna = await person();
  const enrolment = new Enrolment(page, anna);
  const question = (n) => page.getByLabel(`Question ${n}`, { exact: true });
  const reply = (n) => page.getByLabel(`Your answer ${n}`, { exact: true });

  await test.step('enrolment', async () => {
    await enrolment.upTo('Security questions');
    await enrolment.heading('Choose and answer questions');
    await settled(page);
    await look(page, 'enrol: questions');
    const bank = await question(1).locator('option').allInnerTexts();
    expect(bank.length).toBeGreaterThanOrEqual(4);
    const fill = async (texts) => {
      for (const [n, text] of texts.entries()) await reply(n + 1).fill(text);
      await enrolment.button('Keep these answers').click();
    };
    // another question than the one that the page begins with, and an answer that anybody would try
    await question(1).selectOption(bank[5]);
    await fill(['blue', ...answers.slice(1)]);
    await expect(page.getByText('Answer 1 is too easy')).toBeVisible();
    await look(page, 'enrol: questions, too easy');
    await settled(page);
    await expect(question(1)).toHaveValue(bank[5]);
    // what was typed stays where it was typed; the server sends none of it back
    for (const text of answers.slice(1)) expect(await page.content()).not.toContain(text);
    // her own name, in another spelling
    await fill(['KIM larsen', ...answers.slice(1)]);
    await expect(page.getByText('Answer 1 is too easy')).toBeVisible();
    await settled(page);
    await fill([answers[1].toUpperCase(), ...answers.slice(1)]);
    await expect(page.getByText('Two of them are the same')).toBeVisible();
    await settled(page);
    for (const n of [1, 2, 3, 4]) known.set(await question(n).inputValue(), answers[n - 1]);
    await fill(answers);

    await enrolment.finish();
    await look(page, 'enrol: done with questions');
  });

  const recovery = new Recovery(page);
  await test.step('recovery', async () => {
    await recovery.reach(anna.login, 'Security questions');
    await recovery.heading('Answer your questions');
    await look(page, 'recover: questions');
    const first = await asked(page);
    expect(first).toHaveLength(3);
    for (const one of first) expect([...known.keys()]).toContain(one);

    // one wrong: which one is not said, and the same are asked again
    await answer(page, (text) => (text === known.get(first[0]) ? 'the old lighthouse' : text));
    await expect(page.getByText('These answers do not match.')).toBeVisible();
    await look(page, 'recover: questions, wrong');
    expect(await asked(page)).toEqual(first);

    // nor others by beginning again
    await recovery.reach(anna.login, 'Security questions');
    await recovery.heading('Answer your questions');
    expect(await asked(page)).toEqual(first);
    await answer(page, (text) => `  ${text.toUpperCase().replaceAll(' ', '  ')}. `);
    await expect(page.getByText('Security questions accepted')).toBeVisible();
    await recovery.finish(anna);
  });
});

test('a name that nobody has is asked alike', async ({ page, client }) => {
  const recovery = new Recovery(page);
  const pages = {};
  for (const name of ['nobody.at.all', 'nobody.at.all', anna.login]) {
    await recovery.reach(name, 'Security questions');
    await recovery.heading('Answer your questions');
    const questions = await asked(page);
    expect(questions).toHaveLength(3);
    if (pages[name]) expect(questions).toEqual(pages[name]);
    pages[name] = questions;
    for (const question of questions) await page.getByLabel(question, { exact: true }).fill('the old lighthouse');
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await expect(page.getByText('These answers do not match.')).toBeVisible();
  }

  await test.step('and six wrong answers close it for a day, for both', async () => {
    for (const name of ['nobody.by.name', anna.login]) {
      let said = '';
      for (let tries = 0; tries < 8 && !said.includes('That method can be used again from'); ) {
        const visitor = await client();
        let at = await visitor.submit('/recover', { name });
        at = await visitor.submit('/recover/methods', { version: at.version, method: 'questions' });
        for (let n = 0; n < 3 && at.heading === 'Answer your questions'; n++, tries++) {
          at = await visitor.submit('/recover/verify', { version: at.version, answer_1: 'x1y', answer_2: 'x2y', answer_3: 'x3y' });
          said = at.text;
        }
      }
      expect(said, name).toContain('That method can be used again from');
    }
  });
});

test('questions of one’s own are not taken where they are not welcome', async ({ client, person }) => {
  const kim = await person();
  const visitor = await client();
  let page = await kim.enrolUpTo(visitor, 'questions');
  expect(page.heading).toBe('Choose and answer questions');
  const own = ['What do I say here?', 'And what do I say here?', 'What comes third of all?', 'What is the last one?'];
  const fields = own.flatMap((question, n) => [['questions[]', question], ['answers[]', GOOD[n]]]);
  page = await visitor.submit('/api/enrol/give', [['version', page.version], ...fields]);
  expect(page.heading).toBe('Choose and answer questions');
  expect(page.text).toContain('You had gone on from there');
  expect(page.body).not.toContain(own[0]);
});
