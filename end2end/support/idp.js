// The identity provider of the lab (lab/idp-up), as a person sees it; and where it lives, so that it can be stopped.
import { expect } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { env, script } from './lab.js';
import { until } from './run.js';
import { note } from './secrets.js';

const home = () => path.join(env('LAB_DIR'), 'idp');

export const idp = {
  settings: () => ({
    name: 'Contoso ID',
    issuer: env('OIDC_ISSUER'),
    client_id: env('OIDC_CLIENT_ID'),
    client_secret: note('client secret', env('OIDC_CLIENT_SECRET')),
    ca_pem: fs.readFileSync(env('OIDC_CA'), 'utf8'),
  }),

  // Its page, up to the one of ours that it leads back to. It remembers people by a cookie.
  async signIn(page, name, password = env('OIDC_PASS')) {
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in');
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password').fill(note('password', password));
    await page.getByRole('button', { name: 'Sign in' }).click();
  },

  start: () => script('idp-up', [home()], { env: { ...process.env, CA_DIR: path.join(env('LAB_DIR'), 'ca') } }),

  async stop() {
    const file = path.join(home(), 'idp.pid');
    const pid = fs.existsSync(file) && fs.readFileSync(file, 'utf8').trim();
    await script('idp-down', [home()]);
    if (pid) await until('the end of the provider', () => !fs.existsSync(`/proc/${pid}`));
  },
};
