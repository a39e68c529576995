// Playwright's `test` with what every test here wants: the server, an address of its own for the limits,
// people, and no error in any console.
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect } from '@playwright/test';
import fs from 'node:fs';
import { Client } from './client.js';
import { newPerson } from './people.js';
import { inRun, next } from './run.js';
import { theServer } from './server.js';

// An address out of 10/8 that nobody else in this run has.
export function freshAddress() {
  const number = next('address');
  return `10.${20 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
}

export const test = base.extend({
  // Messages that a test brings about on purpose: [/status of 429/].
  expectedMessages: [[], { option: true }],

  server: async ({}, use) => use(theServer()),

  baseURL: async ({ server }, use) => use(server.origin),

  address: async ({}, use) => use(freshAddress()),

  extraHTTPHeaders: async ({ address }, use) => use({ 'x-forwarded-for': address }),

  context: async ({ context, expectedMessages }, use) => {
    const errors = watch(context);
    await use(context);
    expect(errors.filter((text) => !expectedMessages.some((known) => known.test(text)))).toEqual([]);
  },

  // A way to send forms without a browser, as one: `client()` for each separate visitor.
  client: async ({ server, address }, use) => {
    const made = [];
    await use(async (options = {}) => {
      const client = await Client.open(options.server ?? server, options.address ?? address);
      made.push(client);
      return client;
    });
    for (const client of made) await client.close();
  },

  // `person()` is invited; `person({ enrolled: true })` has an app, a private mailbox and recovery codes.
  person: async ({ client }, use) => use((options) => newPerson(client, options)),

  // The teardown keeps logs and data of a run in which something failed.
  mark: [
    async ({}, use, info) => {
      await use();
      if (info.status !== info.expectedStatus) fs.writeFileSync(inRun('failed'), info.title);
    },
    { auto: true },
  ],
});

export { expect };

// Collects what the browser complains about: also broken policies (CSP), 404s, and failed hydration.
export function watch(context) {
  const errors = [];
  context.on('console', (message) => {
    if (message.type() === 'error' || /hydrat|panicked/i.test(message.text())) errors.push(`${message.text()} (${message.page()?.url()})`);
  });
  context.on('weberror', (error) => errors.push(String(error.error())));
  return errors;
}

const looked = new Set();

// Looks at a page as it is now, by day and by night: no accessibility fault, and nothing wider than the window.
export async function look(page, name) {
  const size = page.viewportSize();
  const key = `${name} ${size.width}`;
  if (looked.has(key)) return;
  looked.add(key);
  // axe is a script of its own; the page is the same one that the phone with script has looked at
  const scripted = await page.evaluate(() => matchMedia('(scripting: enabled)').matches);
  for (const colorScheme of scripted ? ['light', 'dark'] : []) {
    // without motion: in the middle of a transition every contrast is wrong
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
    const told = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' | ')}`);
    expect.soft(told, `${name}, ${colorScheme}, ${size.width} px`).toEqual([]);
    const pictures = process.env.LATCHKEY_TEST_PICTURES;
    if (pictures) await page.screenshot({ path: `${pictures}/${name.replace(/\W+/g, '-')} ${size.width} ${colorScheme}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: null });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(wide, `${name}: pixels beyond the window at ${size.width} px`).toBeLessThanOrEqual(0);
}

// Interactive pages work before they are hydrated too, but what is typed while the program arrives
// could be lost: tests type like people, after the page has become quiet.
export async function settled(page) {
  await page.waitForLoadState('networkidle');
}
