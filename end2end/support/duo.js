// A stand-in for Duo's Universal Prompt (https://duo.com/docs/oauthapi). It takes nothing that is not described
// there, keeps what is wrong in a request, and lets whoever comes by say yes or no.
import { createHmac, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import https from 'node:https';
import { issue } from './certificate.js';
import { inRun } from './run.js';
import { note } from './secrets.js';

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const digest = (text, secret) => createHmac('sha512', secret).update(text).digest('base64url');
const now = () => Date.now() / 1000;

export const claims = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'));

export function signed(value, secret) {
  const text = `${part({ typ: 'JWT', alg: 'HS512' })}.${part(value)}`;
  return `${text}.${digest(text, secret)}`;
}

const prompt = (to) => `<!doctype html><html lang="en"><title>Duo, stand-in</title><link rel="icon" href="data:,">
<h1>Is it you?</h1>
<p><a href="${to.yes}">Approve</a>
<p><a href="${to.no}">Deny</a>`.replaceAll('&', '&amp;');

export class Duo {
  static async start() {
    const duo = new Duo();
    Object.assign(duo, { clientId: 'DI7KQ2M8VX4T1N6R9S3W', secret: note('client secret', randomBytes(20).toString('hex')), codes: new Map(), seen: new Set(), faults: [], exchanged: 0 });
    duo.files = issue(inRun('tls'));
    await duo.open(0);
    return duo;
  }

  settings() {
    return { host: this.host, client_id: this.clientId, client_secret: this.secret, ca_pem: fs.readFileSync(this.files.authority, 'utf8') };
  }

  // Also used to come back after `stop`.
  async open(port = this.port) {
    const [cert, key] = [this.files.certificate, this.files.key].map((file) => fs.readFileSync(file));
    this.server = https.createServer({ cert, key }, (request, response) => this.#take(request, response));
    await new Promise((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    this.port = this.server.address().port;
    this.host = `localhost:${this.port}`;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  async #take(request, response) {
    let body = '';
    for await (const piece of request) body += piece;
    const url = new URL(request.url, `https://${this.host}`);
    const [path, given] = [`${request.method} ${url.pathname}`, new URLSearchParams(request.method === 'POST' ? body : url.search)];
    const json = (status, value) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (path === 'POST /oauth/v1/health_check') {
      if (this.#knows(given, url, ['client_id', 'client_assertion'])) json(200, { stat: 'OK', response: { timestamp: Math.floor(now()) } });
      else json(400, { stat: 'FAIL', code: 40002, message: 'invalid_client', timestamp: Math.floor(now()) });
    } else if (path === 'GET /oauth/v1/authorize') {
      const to = this.#asks(given);
      response.writeHead(to ? 200 : 400, { 'content-type': 'text/html' }).end(to ? prompt(to) : 'no');
    } else if (path === 'POST /oauth/v1/token') {
      if (!this.#knows(given, url, ['grant_type', 'code', 'redirect_uri', 'client_id', 'client_assertion_type', 'client_assertion'])) return json(400, { error: 'invalid_client' });
      const idToken = this.#exchange(Object.fromEntries(given));
      await this.held; // a test may let it answer later
      return idToken ? json(200, { id_token: idToken, access_token: 'none', expires_in: 300, token_type: 'Bearer' }) : json(400, { error: 'invalid_grant' });
    } else {
      this.#right({ path: false });
      json(404, {});
    }
  }

  // What is false is kept as a fault.
  #right(checks) {
    const wrong = Object.keys(checks).filter((name) => !checks[name]);
    this.faults.push(...wrong);
    return wrong.length === 0;
  }

  // A JWT of the client's, for five minutes at most, with these claims.
  #read(jwt, names) {
    const read = claims(jwt);
    const right = this.#right({
      signature: this.#signs(jwt),
      claims: names.every((name) => name in read),
      exp: read.exp > now() && read.exp <= now() + 300 + 60,
    });
    return right ? read : {};
  }

  #signs(jwt) {
    const [head, body, signature] = jwt.split('.');
    return JSON.parse(Buffer.from(head, 'base64url')).alg === 'HS512' && signature === digest(`${head}.${body}`, this.secret);
  }

  #knows(given, url, names) {
    const assertion = this.#read(given.get('client_assertion') ?? '', ['iss', 'sub', 'aud', 'exp', 'jti']);
    const fresh = !this.seen.has(assertion.jti);
    this.seen.add(assertion.jti);
    return this.#right({
      fields: [...given.keys()].sort().join() === [...names].sort().join(),
      client: given.get('client_id') === this.clientId && assertion.iss === this.clientId && assertion.sub === this.clientId,
      aud: assertion.aud === `https://${this.host}${url.pathname}`,
      jti: fresh && assertion.jti?.length >= 16,
    });
  }

  #asks(given) {
    const asked = this.#read(given.get('request') ?? '', ['response_type', 'scope', 'exp', 'client_id', 'redirect_uri', 'state', 'duo_uname']);
    const right = this.#right({
      query: given.get('response_type') === 'code' && given.get('client_id') === this.clientId,
      request: asked.response_type === 'code' && asked.scope === 'openid' && asked.client_id === this.clientId,
      aud: asked.aud === `https://${this.host}`,
      redirect_uri: /^https:\/\/localhost:\d+\/return\/(recover|enrol|account)$/.test(asked.redirect_uri),
      state: asked.state?.length >= 16 && asked.nonce?.length >= 16,
      duo_uname: asked.duo_uname?.length > 0,
    });
    if (!right) return null;
    const code = note('code', randomBytes(16).toString('hex'));
    this.codes.set(code, asked);
    const back = (answer) => `${asked.redirect_uri}?${new URLSearchParams({ state: asked.state, ...answer })}`;
    return { yes: back({ [asked.use_duo_code_attribute ? 'duo_code' : 'code']: code }), no: back({ error: 'access_denied', error_description: 'denied' }) };
  }

  #exchange({ grant_type, code, redirect_uri, client_assertion_type }) {
    this.#right({ grant: grant_type === 'authorization_code' && client_assertion_type === ASSERTION });
    this.exchanged++;
    const asked = this.codes.get(code);
    this.codes.delete(code);
    if (asked?.redirect_uri !== redirect_uri) return null;
    const name = asked.duo_uname;
    const time = { iat: Math.floor(now()), exp: Math.floor(now()) + 300, auth_time: Math.floor(now()) };
    const said = { auth_result: { result: 'allow', status: 'allow', status_msg: 'Login Successful' }, auth_context: { factor: 'duo_push', reason: 'user_approved', result: 'success', user: { name } } };
    return signed({ iss: `https://${this.host}/oauth/v1/token`, aud: this.clientId, sub: name, preferred_username: name, nonce: asked.nonce, ...time, ...said }, this.secret);
  }
}
