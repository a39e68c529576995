// login.mjs: the sign-in service of each tenant, played by the npm package oidc-provider. It checks secrets, codes and
// PKCE; the addresses, the claims and the AADSTS numbers are Entra's as documented, and the scope is looked at here.
import * as crypto from 'node:crypto';
import { interactions } from './pages.mjs';
import { personNamed, tenantNamed, tenantOfClient } from './tenants.mjs';

const { Provider } = await import('oidc-provider'); // after older-node.mjs
const GRAPH = 'https://graph.microsoft.com/.default';

// All tenants are signed for with the same keys, as at Microsoft: what tells them apart is in the token.
const { privateKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwks = { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'lab-entra', alg: 'RS256', use: 'sig' }] };
const cookieKeys = [crypto.randomBytes(32).toString('hex')];
const providers = new Map();

const aadsts = (error, number, text) => {
  const id = crypto.randomUUID();
  const error_description = `AADSTS${number}: ${text} Trace ID: ${id} Correlation ID: ${id} Timestamp: ${new Date().toISOString()}`;
  return { error, error_description, error_codes: [number], timestamp: new Date().toISOString(), trace_id: id, correlation_id: id };
};

/** Another name for each application: `sub` is no object id. */
const pairwise = (tenant, person) => crypto.createHash('sha256').update(`${tenant.clientId} ${person.id}`).digest('base64url');

function providerOf(tenant, origin) {
  const known = providers.get(tenant.id);
  if (known) return known;
  const at = `/${tenant.id}`;
  const accountOf = (id) => {
    const person = personNamed(tenant, id);
    const claims = () => ({
      sub: pairwise(tenant, person), oid: person.id, tid: tenant.id, name: person.displayName,
      preferred_username: person.userPrincipalName, ...tenant.claims,
    });
    return person && { accountId: person.id, claims };
  };
  const provider = new Provider(`${origin}${at}/v2.0`, {
    clients: [{
      client_id: tenant.clientId, client_secret: tenant.clientSecret, token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['client_credentials', 'authorization_code'], response_types: ['code'], redirect_uris: tenant.redirects,
      scope: `openid profile ${GRAPH}`,
    }],
    jwks,
    scopes: ['openid', 'profile', GRAPH],
    claims: { openid: ['sub'], profile: ['oid', 'tid', 'name', 'preferred_username', ...Object.keys(tenant.claims)] },
    conformIdTokenClaims: false,
    cookies: { keys: cookieKeys },
    clientAuthMethods: ['client_secret_post'],
    features: { devInteractions: { enabled: false }, clientCredentials: { enabled: true } },
    pkce: { required: () => true },
    routes: {
      authorization: `${at}/oauth2/v2.0/authorize`, token: `${at}/oauth2/v2.0/token`, jwks: `${at}/discovery/v2.0/keys`,
      userinfo: `${at}/oidc/userinfo`, end_session: `${at}/oauth2/v2.0/logout`,
    },
    ttl: { AccessToken: 600, AuthorizationCode: 60, ClientCredentials: () => tenant.tokenLife, Grant: 3600, IdToken: 600, Interaction: 600, Session: 3600 },
    interactions: { url: (_, { uid }) => `${at}/interaction/${uid}` },
    findAccount: (_, id) => accountOf(id),
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    renderError(ctx, out, why) {
      ctx.type = 'html';
      const unknown = /redirect_uri/.test(`${why.error_description} ${why.message}`);
      ctx.body = unknown ? 'Sorry … AADSTS50011: The redirect URI specified in the request does not match the redirect URIs configured for the application.' : String(out.error);
    },
  });
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.path === `${at}/oauth2/v2.0/token` && ctx.body?.error === 'invalid_client') {
      ctx.body = aadsts('invalid_client', 7000215, 'Invalid client secret provided.');
    }
  });
  const accountNamed = (name, password) => {
    const person = personNamed(tenant, name ?? '');
    return person?.accountEnabled && person.password === password ? { accountId: person.id } : undefined;
  };
  provider.use(interactions(provider, accountNamed, { at }));
  provider.on('server_error', (_, why) => console.error('server_error', why.stack));
  providers.set(tenant.id, provider);
  return provider;
}

// Which provider gave a token: each knows only its own.
const givenBy = new Map();

async function providerOfToken(text) {
  if (givenBy.has(text)) return givenBy.get(text);
  for (const provider of providers.values()) {
    if (await provider.ClientCredentials.find(text)) {
      givenBy.set(text, provider);
      return provider;
    }
  }
  return undefined;
}

/** Whose token this is, unless it is none of ours or has ended. */
export async function tenantOfToken(header) {
  const text = /^Bearer (\S+)$/.exec(header ?? '')?.[1];
  const provider = text && (await providerOfToken(text));
  const token = provider && (await provider.ClientCredentials.find(text));
  return token && !token.isExpired && token.scope === GRAPH ? tenantOfClient(token.clientId) : undefined;
}

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

export function login(origin) {
  const out = (response, status, body) => {
    response.writeHead(status, { 'content-type': 'application/json', date: new Date().toUTCString() });
    response.end(JSON.stringify(body));
  };
  return async (request, response) => {
    const url = new URL(request.url, origin);
    const [, name] = url.pathname.split('/');
    const tenant = tenantNamed(decodeURIComponent(name));
    if (!tenant) return out(response, 400, aadsts('invalid_tenant', 90002, `Tenant '${name}' not found.`));
    const provider = providerOf(tenant, origin);
    if (url.pathname === `/${name}/v2.0/.well-known/openid-configuration`) {
      if (tenant.clockMillis) response.setHeader('date', new Date(Date.now() + tenant.clockMillis).toUTCString());
      request.url = '/.well-known/openid-configuration';
      request.headers.host = new URL(origin).host;
    } else if (request.method === 'POST' && url.pathname.endsWith('/oauth2/v2.0/token')) {
      const text = await bodyOf(request);
      const form = Object.fromEntries(new URLSearchParams(text));
      tenant.tokens.push({ path: url.pathname, form, type: request.headers['content-type'] });
      if (form.client_id !== tenant.clientId) {
        return out(response, 400, aadsts('unauthorized_client', 700016, 'Application was not found in the directory.'));
      }
      if (tenant.secretExpired) return out(response, 401, aadsts('invalid_client', 7000222, 'The provided client secret keys are expired.'));
      if (tenant.blocked) return out(response, 400, aadsts('invalid_grant', 53003, 'Access has been blocked by Conditional Access policies.'));
      if (form.grant_type === 'client_credentials' && form.scope !== GRAPH) {
        return out(response, 400, aadsts('invalid_scope', 70011, `The scope ${form.scope} is not valid.`));
      }
      request.body = form; // as a body parser would leave it
    }
    return provider.callback()(request, response);
  };
}
