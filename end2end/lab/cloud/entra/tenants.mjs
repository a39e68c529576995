// tenants.mjs: what the stand-in for Entra ID knows. Each test makes a tenant of its own and disturbs nobody.
import { createHash, randomBytes, randomUUID } from 'node:crypto';

const byId = new Map();
const byDomain = new Map();
const byClient = new Map();

export const tenantNamed = (name) => byId.get(name?.toLowerCase()) ?? byDomain.get(name?.toLowerCase());
export const tenantOfClient = (clientId) => byClient.get(clientId);

/** A GUID that is the same for a tenant and a number, so that a hundred thousand need no memory for theirs. */
function guid(text) {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const LICENSED = [{ disabledPlans: [], skuId: 'c7df2760-2c81-4ef7-b578-5b5392b571df' }];

function person(tenant, login, domain, more = {}) {
  return {
    id: guid(`${tenant.id} ${login}`),
    displayName: `${login} of the lab`,
    userPrincipalName: `${login}@${domain}`,
    mail: `${login}@${domain}`,
    proxyAddresses: [`SMTP:${login}@${domain}`],
    mobilePhone: null,
    preferredLanguage: null,
    accountEnabled: true,
    userType: 'Member',
    isResourceAccount: null,
    assignedLicenses: LICENSED,
    onPremisesSyncEnabled: null,
    onPremisesImmutableId: null,
    lastPasswordChangeDateTime: '2024-01-01T08:00:00Z',
    signInSessionsValidFromDateTime: '2024-01-01T08:00:00Z',
    passwordPolicies: null,
    password: 'First-Passw0rd!',
    ...more,
  };
}

// The account in the domain that `synced` comes from, as Microsoft Entra Connect writes it.
export const SYNCED_FROM = '43ae9a1a-9fae-44b5-805e-b15f7b8c0e88';

function seed(tenant) {
  const [domain, federated] = [tenant.domain, `sso.${tenant.domain}`];
  const all = {
    anna: { mobilePhone: '+43 660 1234567', preferredLanguage: 'de-AT' },
    ben: {},
    synced: { onPremisesSyncEnabled: true, onPremisesImmutableId: 'GpquQ66ftUSAXrFfe4wOiA==' },
    disabled: { accountEnabled: false },
    shared: { accountEnabled: false, assignedLicenses: [] },
    room: { isResourceAccount: true },
    admin: {},
    groupadmin: {},
    test: {},
  };
  for (const [login, more] of Object.entries(all)) tenant.people.set(login, person(tenant, login, domain, more));
  tenant.people.set('elsewhere', person(tenant, 'elsewhere', federated));
  // a guest who took a colleague's address, and one who was made a member
  tenant.people.set('guest', person(tenant, 'guest', domain, {
    userPrincipalName: `anna_evil.example#EXT#@${domain}`, userType: 'Guest', mail: `anna@${domain}`,
  }));
  tenant.people.set('member', person(tenant, 'member', domain, { userPrincipalName: `eve_evil.example#EXT#@${domain}` }));
  const id = (login) => tenant.people.get(login).id;
  const group = (name, members, groups = [], isAssignableToRole = null) => ({
    id: guid(`${tenant.id} group ${name}`), displayName: name, members: members.map(id), groups, isAssignableToRole,
  });
  const inner = group("Anna's people", ['anna', 'guest']);
  const roles = group('Helpers', ['groupadmin'], [], true);
  tenant.groups = [inner, group('All of the lab', ['ben', 'anna'], [inner.id]), roles];
  tenant.assignments = [id('admin'), roles.id].map((principalId, index) => ({
    id: `assignment-${index}`, principalId, roleDefinitionId: 'fe930be7-5e62-47db-91af-98c3a49a38b1', directoryScopeId: '/',
  }));
}

export function newTenant({ many = 0, redirects = [], tokenLife = 3599 } = {}) {
  const id = randomUUID();
  const domain = `t${id.slice(0, 8)}.example`;
  const tenant = {
    id, domain, redirects, tokenLife, many,
    clientId: randomUUID(), clientSecret: `${randomBytes(18).toString('base64url')}~s`,
    domains: [
      { id: domain, authenticationType: 'Managed', isVerified: true, passwordValidityPeriodInDays: 2147483647 },
      { id: `sso.${domain}`, authenticationType: 'Federated', isVerified: true, passwordValidityPeriodInDays: 2147483647 },
      { id: `new.${domain}`, authenticationType: 'Managed', isVerified: false, passwordValidityPeriodInDays: 2147483647 },
    ],
    people: new Map(), groups: [], assignments: [],
    // what it is made to suffer, and what it remembers of us
    faults: [], denied: [], claims: {}, secretExpired: false, refusals: '', tokens: [], requests: [],
  };
  seed(tenant);
  byId.set(id, tenant);
  byDomain.set(domain, tenant);
  byClient.set(tenant.clientId, tenant);
  return tenant;
}

/** Somebody by number: first the people with names, then as many as were asked for. */
export function personAt(tenant, index) {
  const named = [...tenant.people.values()];
  if (index < named.length) return named[index];
  const number = index - named.length;
  return number < tenant.many ? person(tenant, `p${number}`, tenant.domain) : undefined;
}

export const howMany = (tenant) => tenant.people.size + tenant.many;

export function personNamed(tenant, name) {
  const wanted = name.toLowerCase();
  return [...tenant.people.values()].find((one) => one.id === wanted || one.userPrincipalName.toLowerCase() === wanted);
}

/** The first fault that waits for this request; each counts down. */
export function faultOf(tenant, method, path, kinds) {
  const hit = tenant.faults.find((fault) =>
    fault.times > 0 && kinds.includes(fault.do) && fault.method === method && path.startsWith(fault.path));
  if (hit) hit.times -= 1;
  return hit;
}
