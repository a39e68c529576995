// The first page on a bad connection: what really goes over the wire, as the browser counts it.
import { expect, test } from '../../support/test.js';

test('everything for the first page: at most 30 kB and four requests', async ({ page }) => {
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  const requests = new Map();
  network.on('Network.requestWillBeSent', ({ requestId, request }) => requests.set(requestId, { url: request.url, bytes: 0 }));
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => (requests.get(requestId).bytes = encodedDataLength));
  await page.goto('/recover', { waitUntil: 'networkidle' });
  const all = [...requests.values()].filter(({ url }) => url.startsWith('http'));
  const bytes = all.reduce((sum, one) => sum + one.bytes, 0);
  console.log(`first page: ${bytes} bytes in ${all.length} requests: ${all.map(({ url, bytes }) => `${new URL(url).pathname} ${bytes}`).join(', ')}`);
  expect(all.every(({ bytes }) => bytes > 0)).toBe(true);
  expect(all.every(({ url }) => url.startsWith(page.url().slice(0, page.url().indexOf('/', 9))))).toBe(true);
  expect(bytes).toBeLessThanOrEqual(30_000);
  expect(all.length).toBeLessThanOrEqual(4);
});

test('the pages of locked-out people load no program', async ({ page, person, client }) => {
  const kit = await person({ enrolled: true });
  const scripts = [];
  page.on('request', (request) => request.resourceType() === 'script' && scripts.push(request.url()));
  page.on('request', (request) => expect(request.url()).not.toContain('.wasm'));
  const { Recovery } = await import('../../support/recovery.js');
  const recovery = new Recovery(page);
  await recovery.prove(kit);
  await recovery.heading('Choose a new password');
  await page.waitForLoadState('networkidle');
  expect(scripts.every((url) => url.endsWith('/password.js'))).toBe(true);
  await client();
});
