// One lab, one release server, one browser. The wizard runs first and leaves everything set up; then
// people walk their ways on a phone with and without script and on a desk; what the whole run must
// never have left behind (secrets in the log) is looked at last, whatever failed before.
import { defineConfig } from '@playwright/test';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const desk = { viewport: { width: 1280, height: 900 } };
const journeys = /journeys\/.*\.spec\.js/;

export default defineConfig({
  testDir: 'tests',
  outputDir: process.env.LATCHKEY_TEST_RESULTS ?? 'test-results',
  globalSetup: './support/global-setup.js',
  globalTeardown: './support/global-teardown.js',
  workers: Number(process.env.LATCHKEY_TEST_WORKERS ?? 2),
  fullyParallel: false,
  retries: 0,
  forbidOnly: !!process.env.CI,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    ignoreHTTPSErrors: true, // the throw-away authority of support/certificate.js
    locale: 'en-GB',
    trace: process.env.LATCHKEY_TEST_TRACE ? 'retain-on-failure' : 'off', // costs a quarter of the time
    screenshot: 'only-on-failure',
    actionTimeout: 15_000,
    navigationTimeout: 20_000,
    launchOptions: {
      executablePath: process.env.LATCHKEY_TEST_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    },
  },
  projects: [
    { name: 'wizard', testMatch: /wizard\.setup\.js/, use: desk, teardown: 'last' },
    { name: 'phone', testMatch: journeys, use: phone, dependencies: ['wizard'] },
    { name: 'phone without script', testMatch: journeys, use: { ...phone, javaScriptEnabled: false }, dependencies: ['wizard'] },
    { name: 'desk', testMatch: journeys, use: desk, dependencies: ['wizard'] },
    { name: 'methods', testMatch: /methods\/.*\.spec\.js/, use: phone, dependencies: ['wizard'] },
    { name: 'edges', testMatch: /edges\/.*\.spec\.js/, use: desk, dependencies: ['wizard'] },
    { name: 'last', testMatch: /last\.spec\.js/ },
  ],
});
