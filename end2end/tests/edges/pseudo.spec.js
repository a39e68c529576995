// Every page in a language that does not exist, 40 % longer and from right to left, on a phone: whatever a translation
// does to them, they hold. `.ci/pseudo` writes the pages; without it there is nothing to look at, and that is a failure.
import fs from 'node:fs';
import path from 'node:path';
import { expect, look, test } from '../../support/test.js';

const PAGES = path.resolve(import.meta.dirname, '../../../target/preview/ar-XB');

test.use({ viewport: { width: 390, height: 844 } });

test('every page holds in longer words that run from right to left', async ({ page }) => {
  test.setTimeout(600_000);
  const names = fs.readdirSync(PAGES).filter((name) => name.endsWith('.html'));
  expect(names.length).toBeGreaterThan(60);
  // by an address of the web, because axe reads the style sheets, which a page from a file may not
  await page.route('https://pages.example/**', (route) => {
    const file = path.join(PAGES, path.basename(new URL(route.request().url()).pathname));
    // looked at as they come from the server: no program wakes them up
    return fs.existsSync(file) ? route.fulfill({ path: file }) : route.fulfill({ contentType: 'text/javascript', body: '' });
  });
  for (const name of names) {
    await page.goto(`https://pages.example/${name}`);
    // the page of practice mode speaks English alone
    if (!name.startsWith('practice')) await expect(page.locator('html'), name).toHaveAttribute('dir', 'rtl');
    await look(page, `pseudo ${name}`);
  }
});
