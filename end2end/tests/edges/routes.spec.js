// Whoever is not signed in gets nowhere: every address of the console and every spelling of it. The list
// comes from the sources, so that a new one cannot be forgotten.
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../support/run.js';
import { raw } from '../../support/raw.js';
import { expect, test } from '../../support/test.js';

const sources = (folder) => fs.readdirSync(path.join(root, folder), { recursive: true }).filter((file) => file.endsWith('.rs')).map((file) => fs.readFileSync(path.join(root, folder, file), 'utf8'));

const functions = (folder) =>
  sources(folder).flatMap((text) => [...text.matchAll(/#\[server\(\s*prefix = "([^"]+)",\s*endpoint = "([^"]+)"/g)].map(([, prefix, endpoint]) => `${prefix}/${endpoint}`));

// What anybody may ask: the way in.
const signIn = ['sign-in-page', 'open-setup', 'first-admin', 'confirm-totp', 'sign-in', 'sign-in-totp', 'sign-out'].map((name) => `/api/admin/${name}`);

// Right arguments, so that nothing but the missing session can be the reason.
const draft = { Without: 'x' };
const query = { draft, directory: 'x', run: 1, kind: 'new' };
const joining = { decision: 'apart', person: 'x', other: 'y', account: 'x' };
const reading = { run: 1, are_gone: true, every: 'hour' };
const anything = { id: 'x', on: true, sets: true, up: true, was: 1, code: '123456', whom: { people: [] }, directory: 'x', group: 'x', text: '', draft, query, subtrees: [], settings: {}, referees: [], address: 'a@b.example', ...joining, ...reading };
const forms = {
  connection: { practice: false, domain: 'a.example', servers: '', account: 'a', password: 'b', trusted_pem: '', label: '' },
  policy: { allowed: ['totp', 'email'], required: 2 },
  invitation: { subject: 'a', body: '{link}' },
  rule: { id: 'x' },
  provider: { form: 'radius', was: null, values: {} },
};
const form = (name) => {
  if (/remove-provider/.test(name)) return 'radius';
  const kind = Object.keys(forms).find((kind) => name.includes(kind));
  return forms[kind ?? 'connection'];
};

test('no server function of the console answers without a session', async ({ client }) => {
  const all = functions('app/src/admin');
  expect(all.length).toBeGreaterThan(20);
  expect(all).toEqual(expect.arrayContaining(signIn));
  for (const name of all.filter((one) => !signIn.includes(one))) {
    for (const cookie of [undefined, '__Host-lk-admin=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'lk-admin=1']) {
      const visitor = await client();
      const answer = await visitor.http.post(name, { data: { ...anything, form: form(name) }, headers: { accept: 'application/json', ...(cookie && { cookie }) }, maxRedirects: 0 });
      const body = await answer.text();
      const refused = body.includes('SignedOut') || [302, 303, 404].includes(answer.status());
      expect(refused, `${name}: ${answer.status()} ${body.slice(0, 200)}`).toBe(true);
      expect(body).not.toMatch(/imported|directories|jonas/i);
    }
  }
});

test('no page of the console shows anything without a session', async ({ client }) => {
  const visitor = await client();
  for (const page of ['', '/overview', '/import', '/import/new', '/import/x', '/import/x/units', '/import/x/sync', '/import/x/sync/1/gone', '/activate', '/activate/x', '/people', '/people/groups', '/people/joining', '/methods', '/methods/groups', '/methods/groups/new', '/methods/settings', '/methods/servers', '/invite']) {
    const seen = await visitor.get(`/admin${page}`);
    expect(seen.location, page).toBe('/admin/sign-in');
    expect(seen.body).not.toMatch(/jonas|seats|Kim Larsen/);
  }
});

test('nor does another spelling of an address', async ({ server }) => {
  const host = `Host: localhost:${server.port}`;
  const variants = (address) => [
    address.replace('/admin', '/./admin'),
    address.replace('/admin', '//admin'),
    address.replace('/admin', '/%2e/admin'),
    address.replace('/admin', '/recover/../admin'),
    address.replace('/admin', '/recover/%2e%2e/admin'),
    address.replace('/admin', '/admin;x'),
    address.replace('/admin', '/Admin'),
    address.replace('/admin', '/%61dmin'),
    address.replace('/admin', '/admin%00'),
    `${address}/`,
    `${address}%20`,
    `${address}?x=/recover`,
    `${address}/..;/x`,
    `${address}.json`,
  ];
  for (const address of ['/admin/people', '/admin/overview']) {
    for (const variant of variants(address)) {
      const answer = await raw(server, [`GET ${variant} HTTP/1.1`, host]);
      expect(answer.status, variant).toBeLessThan(500);
      expect(answer.text, variant).not.toMatch(/jonas|Kim Larsen|of 400/);
      if (answer.status < 400) expect(answer.headers.join('\n'), variant).toContain('location: ');
    }
  }
  const body = JSON.stringify({ query: { text: '' } });
  for (const variant of variants('/api/admin/people')) {
    const answer = await raw(server, [`POST ${variant} HTTP/1.1`, host, `Origin: ${server.origin}`, 'Content-Type: application/json', `Content-Length: ${body.length}`], body);
    expect(answer.status, variant).toBeLessThan(500);
    expect(answer.text, variant).not.toMatch(/Kim Larsen/);
  }
});

test('the headers of every tier', async ({ client }) => {
  const visitor = await client();
  for (const [address, script] of [['/recover', false], ['/recover/methods', false], ['/enrol', true], ['/admin/sign-in', true], ['/nothing/here', false]]) {
    const { headers } = await visitor.get(address);
    const policy = headers['content-security-policy'];
    expect(policy, address).toContain("default-src 'none'");
    expect(policy, address).toContain("frame-ancestors 'none'");
    expect(policy, address).not.toMatch(/unsafe-inline|'unsafe-eval'/);
    if (!script) expect(policy, address).not.toContain('wasm');
    expect(headers['referrer-policy']).toBe('same-origin');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['strict-transport-security']).toContain('max-age=');
    expect(headers['cache-control'], address).toMatch(/no-store|no-cache/);
    expect(headers.server).toBeUndefined();
  }
});
