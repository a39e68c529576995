// provider.mjs: an OpenID Connect provider (the npm package oidc-provider, certified) on 127.0.0.1, with everything in
// memory. Started by idp-up, which gives IDP_PORT, IDP_CERT, IDP_KEY and the secrets of the
// two clients in the environment.
import './older-node.mjs';
import * as crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { accountNamed, accountOf } from './accounts.mjs';
import { interactions } from './pages.mjs';

const { Provider } = await import('oidc-provider'); // not above: older-node.mjs must have run

const { IDP_PORT, IDP_CERT, IDP_KEY, IDP_CLIENT_SECRET, IDP_OTHER_SECRET } = process.env;
const issuer = `https://127.0.0.1:${IDP_PORT}`;

function signingKey(alg, type, options) {
  const { privateKey } = crypto.generateKeyPairSync(type, options);
  return { ...privateKey.export({ format: 'jwk' }), kid: `lab-${alg}`, alg, use: 'sig' };
}

function client(id, secret, alg) {
  return {
    client_id: id,
    client_secret: secret,
    token_endpoint_auth_method: 'client_secret_basic',
    id_token_signed_response_alg: alg,
    redirect_uris: [`${issuer}/any-on-loopback`], // see redirectUriAllowed
  };
}

const provider = new Provider(issuer, {
  clients: [client('latchkey', IDP_CLIENT_SECRET, 'RS256'), client('other-app', IDP_OTHER_SECRET, 'ES256')],
  jwks: {
    keys: [signingKey('RS256', 'rsa', { modulusLength: 2048 }), signingKey('ES256', 'ec', { namedCurve: 'P-256' })],
  },
  cookies: { keys: [crypto.randomBytes(32).toString('hex')] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  features: { devInteractions: { enabled: false }, claimsParameter: { enabled: true } },
  pkce: { required: () => true },
  ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 3600, IdToken: 600, Interaction: 600, Session: 3600 },
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  findAccount: (_, subject) => accountOf(subject),
  // Nobody is asked whether the client may know the name: an organisation's own provider does not ask either.
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope('openid email');
    grant.addOIDCClaims(['email', 'email_verified']);
    await grant.save();
    return grant;
  },
});

// Tests do not know their port beforehand.
provider.Client.prototype.redirectUriAllowed = (value) => {
  const url = URL.canParse(value) && new URL(value);
  return url && /^https?:$/.test(url.protocol) && /^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname);
};

for (const event of ['authorization.error', 'grant.error', 'server_error']) {
  provider.on(event, (_, error) => console.error(event, error.error_detail ?? error.stack));
}

provider.use(interactions(provider, accountNamed));
createServer({ cert: readFileSync(IDP_CERT), key: readFileSync(IDP_KEY) }, provider.callback()).listen(Number(IDP_PORT), '127.0.0.1');
