// What the wizard does, by its own server functions and without its pages: for servers that only have to be
// there. The pages themselves are walked by wizard.setup.js.
import fs from 'node:fs';
import { randomBytes } from 'node:crypto';
import { Client } from './client.js';
import { until } from './run.js';
import { note } from './secrets.js';
import { setupLink } from './server.js';
import { Authenticator } from './totp.js';

export async function setUp(server, domain, { units, group }) {
  const client = await Client.open(server, '10.9.9.9');
  const ask = async (path, data = {}) => {
    const { status, value } = await client.json(`/api/admin/${path}`, data);
    if (!value || !('Ok' in value)) throw new Error(`${path}: ${status} ${JSON.stringify(value)}`);
    return value.Ok;
  };
  const admin = { name: 'jonas', password: note('password', `Copper Window ${randomBytes(5).toString('hex')}`) };
  await client.submit('/api/admin/open-setup', { token: (await setupLink(server)).split('/').pop() });
  const page = await client.submit('/api/admin/first-admin', admin);
  admin.seed = /secret=([A-Z2-7]+)/.exec(page.body)[1];
  const app = new Authenticator(admin.seed);
  await client.submit('/api/admin/confirm-totp', { code: await app.next() });

  const code = await app.next();
  const form = { code, practice: false, id: '', domain: domain.name, servers: domain.urls.join(' '), trusted_pem: fs.readFileSync(domain.ca, 'utf8'), label: 'Northwind account', ...domain.service };
  const id = await ask('save-connection', { form });
  const chosen = (await ask('subtrees', { id })).filter(({ name }) => units.includes(name)).map(({ dn }) => dn);
  await ask('import-start', { id, subtrees: chosen });
  await until('the import', async () => JSON.stringify(await ask('import-state', { id })).includes('Finished'));
  await ask('activate', { id, on: true, code: await app.next() });
  const { rows: found } = await ask('groups', { text: group });
  // with the code of a moment ago
  const onboarded = await ask('onboard-group', { directory: found[0].directory, group: found[0].id, code: '' });
  await ask('send-invitations');
  admin.used = app.used;
  await client.close();
  return { admin, onboarded };
}
