// graph.mjs: a stateful stand-in for the part of Microsoft Graph that we use. Prism stands before it and holds both our
// requests and these answers to Microsoft's own schema; what no schema says (policy, roles, texts) is as documented.
import { randomUUID } from 'node:crypto';
import { faultOf, howMany, personAt, personNamed } from './tenants.mjs';

const json = (status, body, headers = {}) => ({ status, body, headers });
const error = (status, code, message, headers = {}) => {
  const id = randomUUID();
  const innerError = { date: new Date().toISOString().slice(0, 19), 'request-id': id, 'client-request-id': id };
  return json(status, { error: { code, message, innerError } }, { 'request-id': id, ...headers });
};

const POLICY = 'The specified password does not comply with password complexity requirements. Please provide a different password.';
const SYNCED = 'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.';
const DENIED = 'Insufficient privileges to complete the operation.';
const GONE = 'Resource does not exist or one of its queried reference-property objects are not present.';

/** Three of four kinds, 8 to 256, and none of the words that the tenant bans. */
function complies(password) {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/].filter((kind) => kind.test(password)).length;
  return password.length >= 8 && password.length <= 256 && kinds >= 3 && !/contoso/i.test(password);
}

function selected(object, query) {
  const wanted = query.get('$select')?.split(',');
  const { password, members, groups, ...shown } = object;
  return wanted ? Object.fromEntries(wanted.filter((name) => name in shown).map((name) => [name, shown[name]])) : shown;
}

/** A page of `count` things, `at` each number; `link` is the address that was asked for. */
function page(tenant, count, at, query, link) {
  const size = Number(query.get('$top') ?? 100);
  const from = Number(Buffer.from(query.get('$skiptoken') ?? '', 'base64url').toString() || 0);
  const value = [];
  let index = from;
  while (index < count && value.length < size) {
    const one = at(index);
    if (one) value.push(selected(one, query));
    index += 1;
  }
  const body = { '@odata.context': `${link.origin}${link.pathname}`, value };
  if (query.get('$count') === 'true') body['@odata.count'] = count;
  const led = faultOf(tenant, 'GET', link.pathname.replace('/v1.0', ''), ['next']);
  if (led || index < count) {
    link.searchParams.set('$skiptoken', Buffer.from(String(index)).toString('base64url'));
    body['@odata.nextLink'] = led ? led.link.replace('{here}', link.href) : link.href;
  }
  return json(200, body);
}

/** What nothing but “advanced queries” may do. */
function isAdvanced(query) {
  return query.has('$count') || / ne /.test(query.get('$filter') ?? '');
}

function membersOf(tenant, group, nested) {
  const [seen, found, todo] = [new Set(), new Set(), [group]];
  while (todo.length > 0) {
    const next = todo.pop();
    if (seen.has(next.id)) continue;
    seen.add(next.id);
    next.members.forEach((member) => found.add(member));
    if (nested) todo.push(...tenant.groups.filter(({ id }) => next.groups.includes(id)));
  }
  return [...found].map((id) => personNamed(tenant, id));
}

function holdsRole(tenant, id) {
  const held = new Set(tenant.assignments.map(({ principalId }) => principalId));
  return held.has(id) || tenant.groups.some((group) => held.has(group.id) && membersOf(tenant, group, true).some((one) => one.id === id));
}

function setPassword(tenant, person, { passwordProfile: profile }) {
  if (typeof profile?.password !== 'string') return json(204);
  if (person.onPremisesSyncEnabled) return error(400, 'Request_BadRequest', SYNCED);
  if (tenant.denied.includes('reset') || holdsRole(tenant, person.id)) return error(403, 'Authorization_RequestDenied', DENIED);
  if (!complies(profile.password)) return error(400, 'Request_BadRequest', POLICY);
  person.password = profile.password;
  person.mustChange = profile.forceChangePasswordNextSignIn === true;
  person.lastPasswordChangeDateTime = new Date().toISOString();
  return json(204);
}

/** `path` without the version; `origin`: as we are reached from outside. */
export function answer(tenant, method, path, query, headers, body, origin) {
  const fault = faultOf(tenant, method, path, ['status']);
  if (fault) return error(fault.status, fault.code ?? 'generalException', fault.message ?? 'as told', fault.headers ?? {});
  const parts = path.split('/').filter(Boolean).map(decodeURIComponent);
  const link = new URL(`${origin}/v1.0${path}?${query}`);
  const what = parts[0] === 'groups' ? 'groups' : parts[0];
  if (method === 'GET' && tenant.denied.includes(what)) return error(403, 'Authorization_RequestDenied', DENIED);
  if (isAdvanced(query) && headers.consistencylevel !== 'eventual') {
    return error(400, 'Request_UnsupportedQuery', 'Unsupported Query.');
  }
  switch (parts[0]) {
    case 'users': return users(tenant, method, parts, query, body, link);
    case 'groups': return groups(tenant, parts, query, link);
    case 'domains': return page(tenant, tenant.domains.length, (index) => tenant.domains[index], query, link);
    case 'roleManagement':
      return page(tenant, tenant.assignments.length, (index) => tenant.assignments[index], query, link);
    default: return error(404, 'Request_ResourceNotFound', GONE);
  }
}

function users(tenant, method, [, name, action], query, body, link) {
  if (name === undefined) {
    const filter = query.get('$filter');
    if (filter === "userType ne 'Guest'") {
      const guests = [...tenant.people.values()].filter(({ userType }) => userType === 'Guest').length;
      return page(tenant, howMany(tenant) - guests, (index) => personAt(tenant, index), query, link);
    }
    if (filter) return error(400, 'Request_UnsupportedQuery', 'Unsupported Query.');
    return page(tenant, howMany(tenant), (index) => personAt(tenant, index), query, link);
  }
  const person = personNamed(tenant, name);
  if (!person) return error(404, 'Request_ResourceNotFound', GONE);
  if (method === 'GET') return json(200, selected(person, query));
  if (method === 'PATCH') return setPassword(tenant, person, body);
  if (action === 'revokeSignInSessions') {
    if (tenant.denied.includes('revoke')) return error(403, 'Authorization_RequestDenied', DENIED);
    person.signInSessionsValidFromDateTime = new Date().toISOString();
    return json(200, { value: true });
  }
  return error(404, 'Request_ResourceNotFound', GONE);
}

function groups(tenant, [, id, how], query, link) {
  if (id === undefined) {
    const filter = query.get('$filter') ?? '';
    const [, start] = filter.match(/^startswith\(displayName,'((?:[^']|'')*)'\)$/) ?? [];
    const text = start?.replaceAll("''", "'").toLowerCase();
    const found = tenant.groups.filter((group) => {
      if (filter === 'isAssignableToRole eq true') return group.isAssignableToRole;
      return text === undefined || group.displayName.toLowerCase().startsWith(text);
    });
    return page(tenant, found.length, (index) => found[index], query, link);
  }
  const group = tenant.groups.find((one) => one.id === id);
  if (!group) return error(404, 'Request_ResourceNotFound', GONE);
  const found = membersOf(tenant, group, how === 'transitiveMembers');
  return page(tenant, found.length, (index) => found[index], query, link);
}
