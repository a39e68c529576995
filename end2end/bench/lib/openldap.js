// OpenLDAP in place of the controller: the lab's own, with people for the benchmark, reached as `lab.js` reaches Samba.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { exec, root, tools } from './lab.js';
import { newPassword } from './recoveries.js';

const lab = path.join(root, 'end2end/lab');
const BASE = 'dc=ldap,dc=latchkey,dc=test';
const BENCH = `ou=bench,ou=people,${BASE}`;

export async function startOpenLdap(state, people) {
  const [slapd, mail] = ['openldap', 'mail'].map((name) => path.join(state, name));
  const ca = { env: { ...process.env, CA_DIR: path.join(state, 'ca') }, timeout: 60_000 };
  await exec(path.join(lab, 'openldap-up'), [slapd], ca);
  await exec(path.join(lab, 'mail-up'), [mail], ca);
  const number = (part, name) => Number(new RegExp(`${name}=(\\d+)`).exec(fs.readFileSync(path.join(part, 'knobs'), 'utf8'))[1]);
  const pid = (part, file) => fs.readFileSync(path.join(part, file), 'utf8').trim();
  const secret = path.join(state, 'service-password');
  fs.writeFileSync(secret, 'Svc-Latchkey-Passw0rd!', { mode: 0o600 });
  const directory = {
    kind: 'ldap-server',
    leaders: { slapd: pid(slapd, 'slapd.pid'), mail: pid(mail, 'mail.pid') },
    url: `ldaps://127.0.0.1:${number(slapd, 'LDAPS_PORT')}`,
    domain: 'ldap.latchkey.test',
    service: `cn=latchkey,ou=services,${BASE}`,
    secret,
    ca: path.join(slapd, 'tls/ca.crt'),
    mail: { port: number(mail, 'SMTP_PORT'), ca: path.join(mail, 'tls/ca.crt') },
    people: BENCH,
    write,
  };
  await add(directory, people);
  return directory;
}

// The same write as a reset ends in, but that the server is not told to hash it.
function write(person) {
  person.password = newPassword();
  return `dn: ${person.dn}\nchangetype: modify\nreplace: userPassword\nuserPassword: ${person.password}\n-\n\n`;
}

// As the server's own administrator. Those of an earlier run may be there (-c).
function add(directory, count) {
  const unit = `dn: ${BENCH}\nobjectClass: organizationalUnit\nou: bench\n\n`;
  const person = (_, nth) => {
    const login = `bench${String(nth + 1).padStart(4, '0')}`;
    return `dn: uid=${login},${BENCH}\nobjectClass: inetOrgPerson\nuid: ${login}\ncn: Bench Person ${nth}\nsn: Person\nmail: ${login}@bench.example\nuserPassword: ${newPassword()}\n\n`;
  };
  const admin = ['-x', '-c', '-H', directory.url, '-D', `cn=admin,${BASE}`, '-w', 'Adm1n-Passw0rd!'];
  const child = spawn('ldapadd', admin, { ...tools(directory), stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.end(unit + Array.from({ length: count }, person).join(''));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => ([0, 68].includes(code) ? resolve() : reject(new Error(`ldapadd ended with ${code}`))));
  });
}
