// directory.mjs: the Admin SDK's Directory API, as far as its contract in ../contracts goes; prism stands in front and
// holds every request and every answer to it. What the contract does not know (rights, refusals, quota) is replayed
// from what Google documents.
import { createServer } from 'node:http';
import { findPerson, personAt, size, takeFault, tokens } from './worlds.mjs';

const SCOPE = 'https://www.googleapis.com/auth/admin.directory.';
const ROOT = '/admin/directory/v1';
const THREE_DAYS = 3 * 24 * 3600_000;

class Refused extends Error {
  constructor(code, reason, message, headers = {}) {
    super(message);
    Object.assign(this, { code, reason, headers });
  }
}

const forbidden = () => new Refused(403, 'forbidden', 'Not Authorized to access this resource/api');
const notFound = (what) => new Refused(404, 'notFound', `Resource Not Found: ${what}`);

const FAULTS = {
  rate: () => new Refused(403, 'userRateLimitExceeded', 'User Rate Limit Exceeded'),
  quota: () => new Refused(403, 'quotaExceeded', 'Quota exceeded for quota metric Queries'),
  many: ({ retryAfter }) => new Refused(429, 'rateLimitExceeded', 'Too Many Requests', retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
  busy: () => new Refused(503, 'backendError', 'The service is currently unavailable.'),
  token: () => new Refused(401, 'authError', 'Invalid Credentials'),
};

// [method, pattern, scopes of which one is enough, what it does]
const ROUTES = [
  ['GET', /^\/customers\/my_customer$/, ['customer', 'customer.readonly'], customer],
  ['GET', /^\/customer\/my_customer\/orgunits$/, ['orgunit', 'orgunit.readonly'], units],
  ['GET', /^\/users$/, ['user', 'user.readonly'], listUsers],
  ['GET', /^\/users\/([^/]+)$/, ['user', 'user.readonly'], getUser],
  ['PATCH', /^\/users\/([^/]+)$/, ['user'], patchUser],
  ['POST', /^\/users\/([^/]+)\/signOut$/, ['user.security'], signOut],
  ['GET', /^\/groups$/, ['group', 'group.readonly'], listGroups],
  ['GET', /^\/groups\/([^/]+)\/members$/, ['group', 'group.readonly', 'group.member.readonly'], listMembers],
];

function customer({ world }) {
  return { kind: 'admin#directory#customer', id: world.customerId, customerDomain: world.domain };
}

function units({ world }) {
  return { kind: 'admin#directory#orgUnits', organizationUnits: world.units };
}

function paged({ world, query }, total, most) {
  const at = query.get('pageToken');
  let from = 0;
  if (at !== null) {
    const token = JSON.parse(Buffer.from(at, 'base64url').toString() || '{}');
    if (world.pagesGone || !(token.at > Date.now() - THREE_DAYS)) throw new Refused(400, 'invalid', 'Invalid Input: pageToken');
    from = token.from;
  }
  const to = Math.min(total, from + Math.min(most, Number(query.get('maxResults') ?? 100)));
  const next = to < total ? Buffer.from(JSON.stringify({ from: to, at: Date.now() })).toString('base64url') : undefined;
  return { from, to, next };
}

function listUsers(request) {
  const { world, query } = request;
  if (query.get('domain') !== null) {
    const has = (person) => person.primaryEmail.endsWith(`@${query.get('domain')}`);
    const users = world.named.filter(has).slice(0, Number(query.get('maxResults') ?? 100)).map(shown);
    if (users.length === 0) throw new Refused(404, 'notFound', 'Domain not found.');
    return masked({ kind: 'admin#directory#users', users }, query);
  }
  if (query.get('customer') !== 'my_customer' && query.get('customer') !== world.customerId) throw new Refused(400, 'badRequest', 'Bad Request');
  const { from, to, next } = paged(request, size(world), 500);
  const users = [];
  for (let index = from; index < to; index += 1) users.push(shown(personAt(world, index)));
  return masked({ kind: 'admin#directory#users', users, nextPageToken: next }, query);
}

function getUser({ world, key, query }) {
  const person = findPerson(world, key);
  if (!person) throw notFound('userKey');
  return masked(shown(person), query);
}

function patchUser({ world, key, body }) {
  const person = findPerson(world, key);
  if (!person) throw notFound('userKey');
  if (world.right === 'users' && (person.isAdmin || person.isDelegatedAdmin)) throw forbidden();
  if (body.password !== undefined) {
    const fits = /^[ -~]{8,100}$/.test(body.password) && body.password.trim() === body.password;
    if (!fits || world.refused.includes(body.password)) throw new Refused(400, 'invalid', 'Invalid Password');
    person.password = body.password;
    person.sets = (person.sets ?? 0) + 1;
  }
  if (body.changePasswordAtNextLogin !== undefined) person.changePasswordAtNextLogin = body.changePasswordAtNextLogin;
  return shown(person);
}

function signOut({ world, key }) {
  const person = findPerson(world, key);
  if (!person) throw notFound('userKey');
  person.signOuts = (person.signOuts ?? 0) + 1;
  return undefined;
}

function listGroups(request) {
  const { world, query } = request;
  const { from, to, next } = paged(request, world.groups.length, 200);
  const groups = world.groups.slice(from, to).map(({ members, ...group }) => ({
    kind: 'admin#directory#group',
    ...group,
    directMembersCount: String(members.length),
  }));
  return masked({ kind: 'admin#directory#groups', groups, nextPageToken: next }, query);
}

function listMembers(request) {
  const { world, key, query } = request;
  const group = world.groups.find(({ id, email }) => id === key || email === key);
  if (!group) throw notFound('groupKey');
  const all = query.get('includeDerivedMembership') === 'true' ? derived(world, group, new Set()) : group.members;
  const { from, to, next } = paged(request, all.length, 200);
  return { kind: 'admin#directory#members', members: all.slice(from, to), nextPageToken: next };
}

/** Those of groups within it instead of the groups. */
function derived(world, group, seen) {
  if (seen.has(group.id)) return [];
  seen.add(group.id);
  return group.members.flatMap((member) => {
    const inner = world.groups.find(({ id }) => id === member.id);
    return inner ? derived(world, inner, seen) : [member];
  });
}

function shown({ password, signOuts, sets, ...person }) {
  return person;
}

/** `fields=nextPageToken,users(a,b)` or `fields=a,b(c,d)`. */
function masked(answer, query) {
  const fields = query.get('fields');
  return fields === null ? answer : pick(answer, parse(fields));
}

function parse(text) {
  const mask = {};
  let name = '';
  for (let index = 0, depth = 0, from = 0; index <= text.length; index += 1) {
    const c = text[index] ?? ',';
    if (c === '(' && depth++ === 0) {
      name = text.slice(from, index);
      from = index + 1;
    } else if (c === ')' && --depth === 0) {
      mask[name] = parse(text.slice(from, index));
      from = index + 1;
    } else if (c === ',' && depth === 0) {
      if (index > from) mask[text.slice(from, index)] = true;
      from = index + 1;
    }
  }
  return mask;
}

function pick(value, mask) {
  if (mask === true || value === undefined) return value;
  if (Array.isArray(value)) return value.map((one) => pick(one, mask));
  return Object.fromEntries(Object.keys(mask).filter((name) => value[name] !== undefined).map((name) => [name, pick(value[name], mask[name])]));
}

function answered(method, path, query, headers, text) {
  const token = tokens.get((headers.authorization ?? '').replace(/^Bearer /, ''));
  if (!token || token.until < Date.now()) throw FAULTS.token();
  const { world } = token;
  const local = path.slice(ROOT.length);
  const fault = takeFault(world, method, local, Object.keys(FAULTS));
  if (fault) {
    if (fault.kind === 'token') tokens.delete(headers.authorization.replace(/^Bearer /, ''));
    throw FAULTS[fault.kind](fault);
  }
  if (world.apiOff) {
    throw new Refused(403, 'accessNotConfigured', 'Access Not Configured. Admin SDK API has not been used in project 1 before or it is disabled.');
  }
  for (const [wanted, pattern, scopes, act] of ROUTES) {
    const match = wanted === method && local.match(pattern);
    if (!match) continue;
    if (!scopes.some((scope) => token.scopes.includes(SCOPE + scope))) {
      throw new Refused(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.');
    }
    if (world.right === 'none') throw forbidden();
    return act({ world, key: match[1] && decodeURIComponent(match[1]), query, body: text && JSON.parse(text) });
  }
  throw notFound('path');
}

export function serveDirectory(port) {
  createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { pathname, searchParams } = new URL(request.url, 'http://stand-in');
    let [status, body, headers] = [200, undefined, {}];
    try {
      body = answered(request.method, pathname, searchParams, request.headers, text);
      if (body === undefined) status = 204;
    } catch (error) {
      if (!(error instanceof Refused)) console.error(error);
      const { code = 500, reason = 'backendError', message } = error;
      [status, headers] = [code, error.headers ?? {}];
      body = { error: { code, message, errors: [{ domain: 'global', reason, message }] } };
    }
    const json = body === undefined ? undefined : JSON.stringify(body);
    response.writeHead(status, { ...headers, ...(json === undefined ? {} : { 'content-type': 'application/json; charset=UTF-8' }) });
    response.end(json);
  }).listen(port, '127.0.0.1');
}
