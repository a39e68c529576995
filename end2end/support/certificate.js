// A throw-away authority and a certificate for localhost, so that the server under test speaks HTTPS by
// itself, as in production.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

export function issue(directory) {
  fs.mkdirSync(directory, { recursive: true });
  const at = (name) => path.join(directory, name);
  if (fs.existsSync(at('site.crt'))) return { certificate: at('site.crt'), key: at('site.key'), authority: at('ca.crt') };
  const openssl = (...args) => execFileSync('openssl', args, { stdio: 'pipe' });
  fs.writeFileSync(at('san'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n');
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', at('ca.key'), '-out', at('ca.crt'), '-days', '2', '-subj', '/CN=Latchkey test authority');
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', at('site.key'), '-out', at('site.csr'), '-subj', '/CN=localhost');
  openssl('x509', '-req', '-in', at('site.csr'), '-CA', at('ca.crt'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '2', '-extfile', at('san'), '-out', at('site.crt'));
  fs.chmodSync(at('site.key'), 0o600);
  return { certificate: at('site.crt'), key: at('site.key'), authority: at('ca.crt') };
}
