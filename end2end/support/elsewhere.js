// Methods that lead to another site and back (Duo, another identity provider): what is alike for them, in a
// browser and without one.
import { expect } from '@playwright/test';
import { atTheMethod } from './recovery.js';
import { look } from './test.js';

// `label`: what the button says; `name`: what the link says, once the other site has been asked.
export async function goThere(page, { label, name, where }) {
  await page.getByRole('button', { name: `Go on with ${label}` }).click();
  const link = page.getByRole('link', { name: `Continue to ${name}` });
  await link.waitFor();
  await look(page, `${where}, the way there`);
  await link.click();
}

export async function comeBack(page) {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Almost there');
  await look(page, 'back from another site');
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
}

// What the other site brought back, as the form of our page has it.
export async function brought(page) {
  await page.waitForURL(/\/return\//);
  const field = (name) => page.locator(`input[name=${name}]`).inputValue();
  return { code: await field('code'), state: await field('state'), iss: await field('iss') };
}

// On a page without a browser.
export const wayOn = (page) => /<a [^>]*href="(https:[^"]+)"[^>]*>Continue to/.exec(page.body)?.[1].replaceAll('&amp;', '&');

// A recovery without a browser, as far as the way there.
export class Visitor {
  static async begin(client, name, method) {
    const visitor = new Visitor();
    visitor.client = client;
    const { page: first, give } = await atTheMethod(client, name, method);
    const second = await give('go');
    visitor.pages = [first, second];
    visitor.way = wayOn(second);
    return visitor;
  }

  returns(fields) {
    return this.client.submit('/recover/return', fields);
  }

  // Where the recovery stands now.
  stands() {
    return this.client.follow('/recover/verify');
  }
}

export const REFUSED = 'The other site did not confirm it';

// What nobody gets in with: an answer in another recovery, one answer many times, one of long ago. `answers(way)`
// is the person there, who says yes; `state(way)` what the other site is to bring back.
export async function attack(client, name, method, { answers, state }) {
  const begin = async () => Visitor.begin(await client(), name, method);
  const [mine, other] = [await begin(), await begin()];
  const answer = await answers(mine.way);
  expect((await other.returns(answer)).text).toContain(REFUSED);
  expect((await (await begin()).returns({ ...answer, code: '' })).text).toContain(REFUSED);

  const pages = await Promise.all([1, 2, 3, 4].map(() => mine.returns(answer)));
  for (const page of pages) {
    expect(page.status).toBe(200);
    expect(page.text).not.toContain(REFUSED);
  }
  expect((await mine.stands()).heading).toBe('Now your second proof');
  // once more: nothing is asked for that it could answer
  expect((await mine.returns(answer)).text).not.toContain(REFUSED);
  expect((await mine.stands()).heading).toBe('Now your second proof');

  const later = await begin();
  expect((await later.returns(answer)).text).toContain(REFUSED);
  // with the state that is asked for now, but the code that was used
  const anew = await begin();
  expect((await anew.returns({ ...answer, state: state(anew.way) })).text).toContain(REFUSED);
}
