// sign-in.mjs: Google's page for signing in, played by oidc-provider. As there, `hd` names the organisation of an
// account and is missing from a private one; prompt=login does not exist; and nobody says when somebody signed in.
import * as crypto from 'node:crypto';
import { findPerson, worlds } from './worlds.mjs';

const PASSWORD = 'Google-Passw0rd!';

const known = new Map(); // subject -> what is said of whoever signed in with it last

/** Everybody of a customer's, and strangers, by their address. */
function accountNamed(mail, password) {
  if (password !== PASSWORD) return undefined;
  for (const world of worlds.values()) {
    const stranger = world.strangers.find(({ email }) => email === mail);
    if (stranger) return remembered(stranger);
    const person = findPerson(world, mail ?? '');
    if (person) return remembered({ sub: person.id, email: mail, hd: mail.split('@')[1] });
  }
  return undefined;
}

function remembered({ sub, email, hd }) {
  const account = { accountId: sub, claims: () => ({ sub, email, email_verified: true, ...(hd ? { hd } : {}) }) };
  known.set(sub, account);
  return account;
}

export async function signInPages({ issuer, clientId, clientSecret, interactions }) {
  const { Provider, interactionPolicy } = await import('oidc-provider');
  const policy = interactionPolicy.base();
  policy.get('login').requestable = false;
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
  const { privateKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, token_endpoint_auth_method: 'client_secret_post', redirect_uris: [`${issuer}/any-on-loopback`] }],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'google', alg: 'RS256', use: 'sig' }] },
    cookies: { keys: [crypto.randomBytes(32).toString('hex')] },
    claims: { openid: ['sub', 'hd'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    extraParams: ['hd'],
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => false },
    subjectTypes: ['public'],
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 3600, IdToken: 600, Interaction: 600, Session: 3600 },
    interactions: { policy, url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, subject) => known.get(subject),
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    },
  });
  // Only the addresses that are entered for the client, as Google has it; the port is not known beforehand.
  provider.Client.prototype.redirectUriAllowed = (value) => {
    const url = URL.canParse(value) && new URL(value);
    return url && /^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname) && !url.pathname.includes('not-entered');
  };
  for (const event of ['authorization.error', 'grant.error', 'server_error']) {
    provider.on(event, (_, error) => console.error(event, error.error_detail ?? error.stack));
  }
  provider.use(interactions(provider, accountNamed, { more: { select_account: {} } }));
  return provider.callback();
}
