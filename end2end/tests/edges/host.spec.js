// Our address is the configured one, whatever a request says: in links, in redirects, in mails.
import { raw } from '../../support/raw.js';
import { mail, mails } from '../../support/lab.js';
import { newPassword } from '../../support/people.js';
import { expect, test } from '../../support/test.js';

test('only our own name is answered', async ({ server }) => {
  const ours = `localhost:${server.port}`;
  const get = (head, path = '/recover') => raw(server, [`GET ${path} HTTP/1.1`, ...head]);
  expect((await get([`Host: ${ours}`])).status).toBe(200);
  expect((await get([`Host: ${ours}`], `${server.origin}/recover`)).status).toBe(200);
  const cases = [
    [['Host: evil.example']],
    [[`Host: ${ours}.evil.example`]],
    [[`Host: localhost`]],
    [[`Host: ${ours}@evil.example`]],
    [[`Host: ${ours}`, 'Host: evil.example']],
    [['Host: evil.example', `Host: ${ours}`]],
    [['Host: ']],
    [[]],
    [[`Host: ${ours}`], 'https://evil.example/recover'],
    [['Host: evil.example'], `${server.origin}/recover`],
  ];
  for (const [head, path] of cases) {
    const answer = await get(head, path);
    expect([400, 421], `${head} ${path ?? ''}: ${answer.status}`).toContain(answer.status);
    expect(answer.text.split('\r\n\r\n')[1] ?? '').not.toContain('evil');
  }
});

const lies = ['X-Forwarded-Host: evil.example', 'X-Forwarded-Server: evil.example', 'X-Host: evil.example', 'X-Original-URL: /admin', 'X-Rewrite-URL: /admin', 'Forwarded: host=evil.example;proto=http', 'X-Forwarded-Proto: http', 'X-Forwarded-Prefix: //evil.example'];

test('no header moves a redirect or a page elsewhere', async ({ server }) => {
  const host = `Host: localhost:${server.port}`;
  const body = 'name=nobody.at.all';
  const answer = await raw(server, ['POST /recover HTTP/1.1', host, ...lies, `Origin: ${server.origin}`, 'Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`], body);
  expect(answer.status).toBe(303);
  expect(answer.headers).toContain('location: /recover/methods');
  expect(answer.headers.some((line) => line.startsWith('set-cookie: __host-lk-recover=') && line.includes('secure') && line.includes('httponly') && line.includes('samesite=strict'))).toBe(true);
  for (const path of ['/recover', '/enrol', '/admin/sign-in', '/nothing/here']) {
    const page = await raw(server, [`GET ${path} HTTP/1.1`, host, ...lies]);
    expect(page.text, path).not.toContain('evil.example');
  }
});

test('a change that another site asks for is refused', async ({ server }) => {
  const host = `Host: localhost:${server.port}`;
  const body = 'name=nobody.at.all';
  const post = (head, path = '/recover') => raw(server, [`POST ${path} HTTP/1.1`, host, ...head, 'Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`], body);
  for (const head of [[], ['Origin: https://evil.example'], ['Origin: null'], [`Origin: http://localhost:${server.port}`], ['Origin: https://localhost'], ['Sec-Fetch-Site: cross-site'], ['Sec-Fetch-Site: same-site'], [`Origin: ${server.origin}`, 'Origin: https://evil.example'], [`Referer: ${server.origin}/recover`]]) {
    for (const path of ['/recover', '/recover/leave', '/api/enrol/open-link', '/api/admin/sign-in', '/api/admin/sign-out', '/enrol/codes.txt']) {
      const answer = await post(head, path);
      expect(answer.status, `${path} ${head}`).toBe(403);
      expect(answer.headers.some((line) => line.startsWith('set-cookie'))).toBe(false);
    }
  }
  expect((await post(['Sec-Fetch-Site: same-origin'])).status).toBe(303);
});

test('every mail leads to the configured address', async ({ client, person, server }) => {
  const kit = await person();
  const visitor = await client();
  const headers = Object.fromEntries(lies.map((line) => line.split(': ')));
  const post = visitor.post.bind(visitor);
  visitor.post = (path, fields) => post(path, fields, headers);
  await kit.enrol(visitor);
  const before = await kit.codeCount();
  let page = await visitor.submit('/recover', { name: kit.login });
  await visitor.submit('/recover/methods', { version: page.version, method: 'email' });
  await kit.mailedCode(before);
  page = await kit.prove(visitor);
  await visitor.submit('/recover/password', { version: page.version, password: newPassword() });
  await mail(kit.mail, 'Your Northwind password was changed');
  const all = [...(await mails(kit.mail)), ...(await mails(kit.privateMail))];
  expect(all.length).toBeGreaterThanOrEqual(5);
  for (const one of all) {
    const everything = JSON.stringify(one);
    expect(everything, one.subject).not.toContain('evil');
    for (const link of everything.match(/https?:\/\/[^\s"'<>\\)]+/g) ?? []) expect(link.startsWith(server.origin), `${one.subject}: ${link}`).toBe(true);
    expect(one.tls).toBe(true);
  }
});
