// Before everything: a run directory and the server that most tests share.
import fs from 'node:fs';
import { env } from './lab.js';
import { beginRun } from './run.js';
import { note } from './secrets.js';
import { binary, startServer } from './server.js';

export default async function () {
  for (const name of ['AD_URLS', 'AD_STATE', 'SMTP_ADDR', 'MAIL_API', 'PG_URL']) env(name);
  if (!fs.existsSync(binary)) throw new Error(`${binary} is not there: build it with .ci/build, or name another one in LATCHKEY_TEST_BINARY`);
  const run = beginRun();
  note('password', env('AD_ADMIN_PASS'));
  const server = await startServer('main');
  console.log(`${server.origin}, log and data in ${run}`);
}
