// What processes have used so far.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

// A process and those it leads.
export const members = (leader) => execFileSync('ps', ['-o', 'pid=', '--pid', leader, '-g', leader], { encoding: 'utf8' }).trim().split(/\s+/);

// Resident memory in MiB, and its highest value so far.
export function memory({ child }) {
  const status = fs.readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const mb = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024;
  return { now: mb('VmRSS'), peak: mb('VmHWM') };
}

// Seconds of processor time used so far, by a process and those it leads.
export function cpu(leader) {
  return members(leader).reduce((sum, pid) => {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) / 100;
  }, 0);
}
