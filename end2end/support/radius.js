// A FreeRADIUS of one test's own (lab/radius-up), which may be stopped.
import fs from 'node:fs';
import path from 'node:path';
import { script } from './lab.js';
import { inRun, until } from './run.js';
import { note } from './secrets.js';

// What it answers: lab/radius-up has them.
export const PASSCODE = '246810';
export const FIRST_OF_TWO = 'push';
export const SECOND_OF_TWO = '135790';

export class RadiusServer {
  static async start(name) {
    const radius = new RadiusServer();
    radius.home = inRun(`radius-${name}`);
    await radius.start();
    const [, port, secret] = /RADIUS_PORT=(\d+) RADIUS_SECRET=(\w+)/.exec(fs.readFileSync(path.join(radius.home, 'knobs'), 'utf8'));
    return Object.assign(radius, { address: `127.0.0.1:${port}`, secret: note('shared secret', secret) });
  }

  start() {
    return script('radius-up', [this.home]);
  }

  async stop() {
    const file = path.join(this.home, 'radius.pid');
    const pid = fs.existsSync(file) && fs.readFileSync(file, 'utf8').trim();
    await script('radius-down', [this.home]);
    if (pid) await until('the end of FreeRADIUS', () => !fs.existsSync(`/proc/${pid}`));
  }

  // Until `thaw` it answers nobody, and loses nothing.
  freeze() {
    process.kill(this.pid(), 'SIGSTOP');
  }
  thaw() {
    process.kill(this.pid(), 'SIGCONT');
  }
  pid() {
    return Number(fs.readFileSync(path.join(this.home, 'radius.pid'), 'utf8'));
  }

  // How often it was asked about this name.
  asked(name) {
    const log = fs.readFileSync(path.join(this.home, 'log/radius.log'), 'utf8');
    return log.split('\n').filter((line) => / Auth: /.test(line) && line.includes(`[${name}`)).length;
  }
}
