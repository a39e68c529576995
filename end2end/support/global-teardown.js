// After everything: stop what was started. Logs and data stay where a test failed, or somebody asks for them.
import fs from 'node:fs';
import path from 'node:path';
import { Domain, script } from './lab.js';
import { emptyPool } from './people.js';
import { inRun, read } from './run.js';
import { stopServer } from './server.js';

export default async function () {
  if (!process.env.LATCHKEY_TEST_RUN) return; // it never began
  for (const file of fs.readdirSync(inRun('servers'))) await stopServer(read(`servers/${file}`));
  if (fs.existsSync(inRun('pool.json'))) await emptyPool(Domain.shared(), read('pool.json'));
  const domain = inRun('domain');
  for (const state of ['dc2', 'dc1'].map((name) => path.join(domain, name)).filter(fs.existsSync)) await script('samba-down', [state]);
  if (process.env.LATCHKEY_TEST_KEEP || fs.existsSync(inRun('failed'))) console.log(`kept: ${inRun()}`);
  else fs.rmSync(inRun(), { recursive: true, force: true });
}
