// worlds.mjs: customers of the stand-in, each apart from the others, so that every test can have its own. Which one is
// asked is known by the administrator in whose name a token was given out.
import * as crypto from 'node:crypto';

export const worlds = new Map(); // primary domain -> world
export const tokens = new Map(); // access token -> { world, scopes, until, admin }

/** A fresh customer: units, groups, an administrator, and `people` generated ones. */
export function makeWorld({ domain, people = 0, ...more }) {
  const { privateKey, publicKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
  const world = {
    domain,
    customerId: `C${crypto.randomBytes(4).toString('hex')}`,
    kid: crypto.randomBytes(20).toString('hex'),
    email: `latchkey@${domain.replaceAll('.', '-')}.iam.gserviceaccount.com`,
    clientId: String(crypto.randomInt(1e12)),
    publicKey,
    named: [], // the people that have a state of their own
    generated: people,
    units: [], // { orgUnitId, orgUnitPath, name }
    groups: [], // { id, email, name, members: [{ id, type }] }
    strangers: [], // who can sign in and is none of this customer's: { email, sub, hd }
    scopes: null, // null: whatever is asked for
    right: 'super', // 'users': not for administrators; 'none'
    apiOff: false,
    keyRevoked: false,
    aheadSecs: 0,
    tokenSecs: 3599,
    refused: [], // passwords that the organisation's own rules refuse
    pagesGone: false,
    faults: [], // { at: 'PATCH /users', kind, times, retryAfter }
    requests: [],
    assertions: [],
    violations: [],
    ...more,
  };
  world.keyFile = {
    type: 'service_account',
    project_id: 'lab',
    private_key_id: world.kid,
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    client_email: world.email,
    client_id: world.clientId,
    token_uri: 'https://oauth2.googleapis.com/token',
  };
  worlds.set(domain, world);
  addPerson(world, { primaryEmail: `admin@${domain}`, isAdmin: true });
  return world;
}

export function addPerson(world, { primaryEmail, ...more }) {
  const name = primaryEmail.split('@')[0];
  const person = {
    ...account(world, crypto.randomInt(1e14).toString().padStart(21, '1'), primaryEmail, name),
    password: '',
    signOuts: 0,
    ...more,
  };
  world.named.push(person);
  return person;
}

function account(world, id, primaryEmail, name) {
  return {
    kind: 'admin#directory#user',
    id,
    primaryEmail,
    name: { givenName: name, familyName: 'Lab', fullName: `${name} Lab` },
    customerId: world.customerId,
    orgUnitPath: '/',
    isAdmin: false,
    isDelegatedAdmin: false,
    suspended: false,
    archived: false,
  };
}

/** One of those that are made when they are looked at. */
function generated(world, index) {
  const login = `p${String(index).padStart(6, '0')}`;
  const unit = world.units[index % (world.units.length + 1)]?.orgUnitPath ?? '/';
  return { ...account(world, `2${String(index).padStart(20, '0')}`, `${login}@${world.domain}`, login), orgUnitPath: unit };
}

export const size = (world) => world.named.length + world.generated;
export const personAt = (world, index) =>
  index < world.named.length ? world.named[index] : generated(world, index - world.named.length);

export function findPerson(world, key) {
  const wanted = key.toLowerCase();
  const mails = (person) => [person.primaryEmail, ...(person.aliases ?? []), ...(person.nonEditableAliases ?? [])];
  const named = world.named.find((person) => person.id === key || mails(person).some((mail) => mail.toLowerCase() === wanted));
  if (named) return named;
  const [, index] = key.match(/^2(\d{20})$/) ?? wanted.match(/^p(\d{6})@/) ?? [];
  return index !== undefined && Number(index) < world.generated ? generated(world, Number(index)) : undefined;
}

/** The first fault that was ordered for this request, used up. `kinds`: those that this place can make. */
export function takeFault(world, method, path, kinds) {
  const index = world.faults.findIndex(({ at, kind }) => kinds.includes(kind) && `${method} ${path}`.startsWith(at));
  if (index < 0) return undefined;
  const fault = world.faults[index];
  fault.times = (fault.times ?? 1) - 1;
  if (fault.times <= 0) world.faults.splice(index, 1);
  return fault;
}
