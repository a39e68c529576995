// Fields as no page of ours sends them: missing, empty, twice, as lists, endless, in another encoding. All
// end in a page with words; none reaches the directory.
import { newPassword } from '../../support/people.js';
import { expect, test } from '../../support/test.js';

const long = 'x'.repeat(5000);
const odd = [
  [],
  [['name', '']],
  [['name', ' ']],
  [['name[]', 'a']],
  [['name[0]', 'a'], ['name[1]', 'b']],
  [['name', 'a'], ['name', 'b']],
  [['name', long]],
  [['name', 'a\0b']],
  [['name', '\u202egnp.exe\r\nSet-Cookie: a=b']],
  [['name', '<img src=x onerror=alert(1)>']],
  [['name', 'é'.repeat(200)]],
  [['version', '-1']],
  [['version', '99999999999999999999']],
  [['version', '1; drop table flows']],
  [['code', long]],
  [['code', '１２３４５６']],
  [['method', 'telepathy']],
  [['password', '']],
  [['password', 'a'], ['password', 'b']],
  [['password[]', 'a']],
  [['do', 'everything']],
  [['token', '../../etc/passwd']],
];

const forms = ['/recover', '/recover/methods', '/recover/verify', '/recover/send-again', '/recover/action', '/recover/password', '/recover/leave', '/api/enrol/open-link', '/api/enrol/open-code', '/api/enrol/sign-in', '/api/enrol/choose', '/api/enrol/totp', '/api/enrol/email-address', '/api/enrol/email-code', '/api/enrol/codes-kept', '/api/enrol/back', '/api/enrol/leave', '/api/admin/open-setup', '/api/admin/first-admin', '/api/admin/confirm-totp', '/api/admin/sign-in', '/api/admin/sign-in-totp', '/api/admin/sign-out'];

test('odd fields get an answer in words, and never a fault', async ({ client }) => {
  for (const path of forms) {
    const visitor = await client({ address: `10.251.${forms.indexOf(path)}.1` });
    for (const fields of odd) {
      const answer = await visitor.post(path, fields);
      const name = `${path} ${JSON.stringify(fields).slice(0, 60)}`;
      expect(answer.status, name).toBeLessThan(500);
      if (answer.location) {
        expect(answer.location, name).toMatch(/^\/(?!\/)/);
        expect(answer.location, name).not.toMatch(/__err|%3C|alert/);
      } else expect(answer.heading, name).not.toBe('');
      expect(answer.body, name).not.toContain('<img src=x');
    }
  }
});

test('other encodings and sizes are refused', async ({ client }) => {
  const visitor = await client();
  for (const path of ['/recover', '/recover/password']) {
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x', '']) {
      const answer = await visitor.http.post(path, { data: Buffer.from('{"name":["a"]}'), headers: { 'content-type': type }, maxRedirects: 0 });
      expect(answer.status(), `${path} as ${type}`).toBe(400);
    }
    // the server hangs up on the rest of it, so the line is not one to go on with
    const big = await visitor.post(path, { name: 'x'.repeat(70_000) }, { connection: 'close' });
    expect(big.status).toBe(413);
    expect(big.heading).not.toBe('');
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const answer = await visitor.http.fetch(path, { method, maxRedirects: 0 });
      expect(answer.status(), `${method} ${path}`).toBe(405);
    }
  }
});

test('an empty password never reaches the directory, nor one that came twice', async ({ client, person }) => {
  const kit = await person({ enrolled: true });
  const set = async () => (await kit.domain.show(kit.login, 'pwdLastSet')).pwdLastSet[0];
  const before = await set();
  const visitor = await client();
  let page = await kit.prove(visitor);
  expect(page.heading).toBe('Choose a new password');
  const { version } = page;
  page = await visitor.submit('/recover/password', { version, password: '' });
  expect(page.text).toContain('Type a new password first.');
  for (const fields of [[['version', page.version]], [['version', page.version], ['password[]', newPassword()]], [['version', page.version], ['password', newPassword()], ['password', newPassword()]]]) {
    const answer = await visitor.post('/recover/password', fields);
    expect(answer.status).toBeLessThan(500);
    page = await visitor.follow('/recover/password');
    expect(page.heading).toBe('Choose a new password');
  }
  expect(await set()).toBe(before);
});

test('a password arrives in the directory exactly as it was typed', async ({ page, person, client }) => {
  const kit = await person({ enrolled: true });
  const { note } = await import('../../support/secrets.js');
  const fresh = note('password', ` '"&|$()%41+\\;<é>  Ünïcode ${Date.now().toString(36)} 9! `);
  const visitor = await client();
  const at = await kit.prove(visitor);
  expect((await visitor.submit('/recover/password', { version: at.version, password: fresh })).heading).toBe('Your new password works');
  expect(await kit.binds(fresh)).toBe(true);
  expect(await kit.binds(fresh.trim())).toBe(false);
  await page.goto('/recover');
});

test('names with signs that mean something elsewhere come back as they are', async ({ page }) => {
  for (const name of ['<b>x</b>', '"quoted"', "o'odd", 'müller.odd', 'a&amp;b', '{{7*7}}', '${7*7}']) {
    await page.goto('/recover');
    await page.getByLabel('User name').fill(name);
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.locator('.who b')).toHaveText(name);
  }
});
