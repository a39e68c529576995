// front.mjs: before prism. Keeps what was asked, what prism found against the contract, and makes those faults that
// happen on the line: an answer that never comes, or half of one.
import { createServer, request as ask } from 'node:http';
import { takeFault, tokens } from './worlds.mjs';

const FAULTS = ['drop-before', 'drop-after', 'hang-after', 'half', 'huge'];
const ROOT = '/admin/directory/v1';

/** Found where nobody's token was seen. */
export const strays = [];

export function serveFront(port, prism) {
  createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const world = tokens.get((request.headers.authorization ?? '').replace(/^Bearer /, ''))?.world;
    const { pathname } = new URL(request.url, 'http://front');
    world?.requests.push({ method: request.method, url: request.url, headers: shown(request.headers), body: body.toString() });
    const fault = world && takeFault(world, request.method, pathname.slice(ROOT.length), FAULTS)?.kind;
    if (fault === 'drop-before') return request.socket.destroy();
    const answer = await passed(request, body, prism);
    const violation = violationIn(request, answer);
    if (violation) (world?.violations ?? strays).push(violation);
    if (fault === 'drop-after') return request.socket.destroy();
    if (fault === 'hang-after') return undefined;
    const date = new Date(Date.now() + (world?.aheadSecs ?? 0) * 1000).toUTCString();
    const kept = Object.fromEntries(['content-type', 'retry-after'].filter((name) => answer.headers[name]).map((name) => [name, answer.headers[name]]));
    response.sendDate = false;
    if (fault === 'half') {
      response.writeHead(answer.status, { ...kept, date, 'content-length': answer.body.length });
      response.write(answer.body.subarray(0, answer.body.length / 2), () => request.socket.destroy());
      return undefined;
    }
    response.writeHead(answer.status, { ...kept, date });
    return response.end(fault === 'huge' ? Buffer.alloc(20 * 1024 * 1024, ' ') : answer.body);
  }).listen(port, '127.0.0.1');
}

function passed(request, body, prism) {
  return new Promise((resolve, reject) => {
    const headers = { ...request.headers, host: `127.0.0.1:${prism}` };
    const asked = ask({ host: '127.0.0.1', port: prism, method: request.method, path: request.url, headers }, async (answer) => {
      const chunks = [];
      for await (const chunk of answer) chunks.push(chunk);
      resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Prism's own answers: ours was no good (422), theirs was none (500), or there is no such thing at all (404, 405). */
function violationIn({ method, url }, { status, headers, body }) {
  const text = body.toString();
  const isOfPrism = (headers['content-type'] ?? '').includes('problem+json') || text.includes('stoplight.io/prism');
  return isOfPrism ? { method, url, status, said: text.slice(0, 2000) } : undefined;
}

function shown({ authorization, ...headers }) {
  return headers;
}
