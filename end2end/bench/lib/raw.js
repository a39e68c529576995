// The controller's own limit: the same write that a reset ends in, by ldapmodify of OpenLDAP, several at a time, each on
// an LDAPS connection that is kept and signed in as Latchkey's service account before the clock starts.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { signIn, tools } from './lab.js';
import { newPassword } from './recoveries.js';

export const ldapmodify = (dc) => ['ldapmodify', ...signIn(dc)];

export async function modifyAll(dc, people, warm, width) {
  const [command, ...args] = ldapmodify(dc);
  const write = dc.write ?? reset;
  const lines = Array.from({ length: width }, (_, nth) => {
    const child = spawn(command, args, { ...tools(dc), stdio: ['pipe', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (data) => (said += data));
    const end = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`ldapmodify ended with ${code}: ${said}`))));
    });
    child.stdin.write(write(warm[nth % warm.length]));
    return { child, end, share: people.filter((_, at) => at % width === nth) };
  });
  await new Promise((resolve) => setTimeout(resolve, 3000)); // all signed in, and their first write done
  const began = performance.now();
  for (const { child, share } of lines) child.stdin.end(share.map(write).join(''));
  await Promise.all(lines.map(({ end }) => end));
  return (performance.now() - began) / 1000;
}

// The same writes as files, one for each connection, for whoever repeats them by hand.
export function writeFiles(folder, people, width, write = reset) {
  return Array.from({ length: width }, (_, nth) => {
    const file = path.join(folder, `resets-${nth + 1}.ldif`);
    fs.writeFileSync(file, people.filter((_, at) => at % width === nth).map(write).join(''), { mode: 0o600 });
    return file;
  });
}

export function reset(person) {
  person.password = newPassword();
  const value = Buffer.from(`"${person.password}"`, 'utf16le').toString('base64');
  return `dn: ${person.dn}\nchangetype: modify\nreplace: unicodePwd\nunicodePwd:: ${value}\n-\n\n`;
}
