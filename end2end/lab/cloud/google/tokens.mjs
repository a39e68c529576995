// tokens.mjs: Google's token endpoint for service accounts (RFC 7523). The assertion is verified by jose, not by us.
import * as crypto from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { findPerson, tokens, worlds } from './worlds.mjs';

const AUDIENCE = 'https://oauth2.googleapis.com/token'; // wherever it is served
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const no = (status, error, error_description) => ({ status, body: { error, error_description } });

export async function granted(form) {
  if (form.get('grant_type') !== GRANT) return no(400, 'unsupported_grant_type', `Invalid grant_type: ${form.get('grant_type')}`);
  const assertion = form.get('assertion') ?? '';
  let header, claims;
  try {
    [header, claims] = [decodeProtectedHeader(assertion), decodeJwt(assertion)];
  } catch {
    return no(400, 'invalid_grant', 'Invalid JWT');
  }
  const world = [...worlds.values()].find(({ email }) => email === claims.iss);
  if (!world) return no(400, 'invalid_grant', 'Invalid grant: account not found');
  world.assertions.push({ header, claims, form: [...form.keys()] });
  if (world.tokenBusy > 0) {
    world.tokenBusy -= 1;
    return no(503, 'internal_failure', 'backend error');
  }
  if (world.keyRevoked || header.kid !== world.kid) return no(400, 'invalid_grant', 'Invalid JWT Signature.');
  const now = Date.now() + world.aheadSecs * 1000;
  const times = claims.exp - claims.iat <= 3600 && claims.iat * 1000 <= now + 300_000 && claims.exp * 1000 > now;
  if (!times) {
    return no(400, 'invalid_grant', 'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.');
  }
  try {
    await jwtVerify(assertion, world.publicKey, {
      algorithms: ['RS256'],
      audience: AUDIENCE,
      issuer: world.email,
      requiredClaims: ['exp', 'iat', 'scope'],
      currentDate: new Date(now + 300_000),
      clockTolerance: 600,
      typ: 'JWT',
    });
  } catch (error) {
    console.error('assertion', error.code, error.message);
    return no(400, 'invalid_grant', 'Invalid JWT Signature.');
  }
  const scopes = claims.scope.split(' ');
  if (world.scopes && !scopes.every((scope) => world.scopes.includes(scope))) {
    return no(401, 'unauthorized_client', 'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.');
  }
  const admin = claims.sub && findPerson(world, claims.sub);
  if (!admin) return no(400, 'invalid_grant', 'Invalid email or User ID');
  const token = `ya29.${crypto.randomBytes(24).toString('hex')}`;
  tokens.set(token, { world, scopes, admin, until: Date.now() + world.tokenSecs * 1000 });
  return { status: 200, body: { access_token: token, expires_in: world.tokenSecs, token_type: 'Bearer' } };
}
