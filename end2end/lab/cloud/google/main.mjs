// main.mjs: Google Workspace on 127.0.0.1 (see README.md). Started by google-up, which says the ports in the environment:
// GOOGLE_API (what adapters ask), GOOGLE_PRISM (behind it), GOOGLE_STAND_IN (behind that), GOOGLE_TLS (tokens at
// /service-token, and the sign-in pages), GOOGLE_CONTROL (for tests).
import './older-node.mjs';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

const { serveDirectory } = await import('./directory.mjs'); // not above: older-node.mjs must have run
const { serveFront, strays } = await import('./front.mjs');
const { granted } = await import('./tokens.mjs');
const { signInPages } = await import('./sign-in.mjs');
const { addPerson, findPerson, makeWorld, worlds } = await import('./worlds.mjs');
const { interactions } = await import('./pages.mjs');

const { GOOGLE_API, GOOGLE_PRISM, GOOGLE_STAND_IN, GOOGLE_TLS, GOOGLE_CONTROL, GOOGLE_CERT, GOOGLE_KEY, GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET } = process.env;

async function textOf(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

serveDirectory(Number(GOOGLE_STAND_IN));
serveFront(Number(GOOGLE_API), Number(GOOGLE_PRISM));

const pages = await signInPages({
  issuer: `https://127.0.0.1:${GOOGLE_TLS}`,
  clientId: GOOGLE_CLIENT_ID,
  clientSecret: GOOGLE_CLIENT_SECRET,
  interactions,
});
createTlsServer({ cert: readFileSync(GOOGLE_CERT), key: readFileSync(GOOGLE_KEY) }, async (request, response) => {
  if (request.url !== '/service-token') return pages(request, response);
  const { status, body } = await granted(new URLSearchParams(await textOf(request)));
  response.writeHead(status, { 'content-type': 'application/json' });
  return response.end(JSON.stringify(body));
}).listen(Number(GOOGLE_TLS), '127.0.0.1');

// For tests: POST /worlds makes a customer, GET, PATCH and DELETE /worlds/DOMAIN look at it, change and forget it,
// POST /worlds/DOMAIN/people adds somebody, PATCH …/people/MAIL changes them; GET /strays: violations of nobody's.
async function controlled(method, [room, domain, part, key], body) {
  if (room === 'strays') return strays;
  if (method === 'POST' && domain === undefined) return state(makeWorld(body));
  const world = worlds.get(domain);
  if (!world) return undefined;
  if (part === 'people' && method === 'POST') return addPerson(world, body);
  if (part === 'people') return Object.assign(findPerson(world, key), body);
  if (method === 'PATCH') Object.assign(world, body);
  if (method === 'DELETE') worlds.delete(domain);
  return state(world);
}

function state({ publicKey, ...world }) {
  return world;
}

createServer(async (request, response) => {
  const text = await textOf(request);
  const path = new URL(request.url, 'http://control').pathname.split('/').slice(1).map(decodeURIComponent);
  const found = await controlled(request.method, path, text ? JSON.parse(text) : {});
  response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(found ?? {}));
}).listen(Number(GOOGLE_CONTROL), '127.0.0.1');
