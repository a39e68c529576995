// server.mjs: Entra ID's sign-in service and Microsoft Graph on loopback, as tests and people who try things out need
// them. Started by entra-up, which gives the ports and the certificate in the environment.
//
//   https LOGIN   sign-in service (login.mjs)
//   https GRAPH   → prism, which holds every request and every answer to the contract → http STAND_IN (graph.mjs)
//   http  STAND_IN/control/…   for tests: tenants, people, faults, what we were asked, what broke the contract
import './older-node.mjs';
import { readFileSync } from 'node:fs';
import { createServer as http, request as ask } from 'node:http';
import { createServer as https } from 'node:https';

const { login, tenantOfToken } = await import('./login.mjs');
const { answer } = await import('./graph.mjs');
const { faultOf, newTenant, tenantNamed } = await import('./tenants.mjs');

const { LOGIN_PORT, GRAPH_PORT, PRISM_PORT, STAND_IN_PORT, ENTRA_CERT, ENTRA_KEY } = process.env;
const at = (port) => `https://127.0.0.1:${port}`;
const tls = { cert: readFileSync(ENTRA_CERT), key: readFileSync(ENTRA_KEY) };
// Whatever prism found: a request of ours or an answer of the stand-in's that is none of Graph's.
const violations = [];

async function read(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function forward(request, path, body) {
  return new Promise((done, failed) => {
    const { host, 'transfer-encoding': _, ...headers } = request.headers;
    const to = ask({ host: '127.0.0.1', port: PRISM_PORT, method: request.method, path, headers }, async (from) => {
      done({ status: from.statusCode, headers: from.headers, body: await read(from) });
    });
    to.on('error', failed);
    to.end(body);
  });
}

async function front(request, response) {
  const path = request.url.replace(/^\/v1\.0(?=\/)/, '');
  const body = await read(request);
  const tenant = await tenantOfToken(request.headers.authorization);
  if (path === request.url) return void response.writeHead(404).end();
  if (!tenant) {
    const error = { code: 'InvalidAuthenticationToken', message: 'Lifetime validation failed, the token is expired.' };
    return void response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
  }
  tenant.requests.push(`${request.method} ${path.split('?')[0]}`);
  const plain = path.split('?')[0];
  const fault = faultOf(tenant, request.method, plain, ['hang-before', 'hang-after', 'half', 'huge', 'cut-before']);
  if (fault?.do === 'hang-before') return undefined;
  if (fault?.do === 'cut-before') return void request.socket.destroy();
  const got = await forward(request, path, body);
  if (got.body.includes('stoplight.io/prism/errors')) {
    violations.push({ request: `${request.method} ${path}`, status: got.status, what: got.body.toString() });
    console.error('violation', request.method, path, got.body.toString());
  }
  if (fault?.do === 'hang-after') return undefined;
  const { 'transfer-encoding': _, 'content-length': __, connection: ___, ...headers } = got.headers;
  if (fault?.do === 'huge') {
    response.writeHead(200, { 'content-type': 'application/json' });
    const chunk = ' '.repeat(1 << 20);
    for (let sent = 0; sent < 64 && !response.destroyed; sent += 1) {
      if (!response.write(chunk)) await new Promise((more) => { response.once('drain', more); response.once('close', more); });
    }
    return void response.end();
  }
  if (got.status !== 204) headers['content-length'] = got.body.length;
  response.writeHead(got.status, headers);
  if (fault?.do === 'half') {
    response.write(got.body.subarray(0, Math.max(1, got.body.length >> 1)));
    return void setTimeout(() => request.socket.destroy(), 50);
  }
  response.end(got.body);
}

const people = (tenant) => Object.fromEntries([...tenant.people].map(([login, { id }]) => [login, id]));

function control(method, [what, name, part, who], body) {
  if (what === 'violations') return violations;
  if (what === 'tenants' && method === 'POST' && name === undefined) {
    const tenant = newTenant(body);
    const { id, domain, clientId, clientSecret } = tenant;
    const groups = Object.fromEntries(tenant.groups.map((group) => [group.displayName, group.id]));
    return { id, domain, clientId, clientSecret, people: people(tenant), groups };
  }
  const tenant = tenantNamed(name);
  if (!tenant) return undefined;
  if (method === 'PATCH' && part === undefined) return void Object.assign(tenant, body) ?? {};
  if (method === 'GET' && (part === 'tokens' || part === 'requests')) return tenant[part];
  const person = part === 'people' ? tenant.people.get(who) : undefined;
  if (person && method === 'PATCH') Object.assign(person, body);
  return person;
}

async function standIn(request, response) {
  const url = new URL(request.url, 'http://127.0.0.1');
  const text = (await read(request)).toString();
  const body = text && /json/.test(request.headers['content-type'] ?? '') ? JSON.parse(text) : undefined;
  const out = (status, value, headers = {}) => {
    const sent = value === undefined ? undefined : JSON.stringify(value);
    response.writeHead(status, { ...(sent && { 'content-type': 'application/json' }), ...headers });
    response.end(sent);
  };
  if (url.pathname.startsWith('/control/')) {
    const found = control(request.method, url.pathname.split('/').slice(2), body);
    return out(found === undefined ? 404 : 200, found ?? {});
  }
  const tenant = await tenantOfToken(request.headers.authorization);
  if (!tenant) return out(401, { error: { code: 'InvalidAuthenticationToken', message: 'no token of ours' } });
  const said = answer(tenant, request.method, url.pathname, url.searchParams, request.headers, body, at(GRAPH_PORT));
  return out(said.status, said.body, said.headers);
}

const guarded = (handler) => (request, response) => {
  Promise.resolve(handler(request, response)).catch((why) => {
    console.error(request.method, request.url, why.stack);
    violations.push({ request: `${request.method} ${request.url}`, what: why.stack });
    response.destroy();
  });
};

https(tls, guarded(login(at(LOGIN_PORT)))).listen(Number(LOGIN_PORT), '127.0.0.1');
https(tls, guarded(front)).listen(Number(GRAPH_PORT), '127.0.0.1');
http(guarded(standIn)).listen(Number(STAND_IN_PORT), '127.0.0.1');
