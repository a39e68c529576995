// The recover page under wrk, and what a first visit weighs on the wire.
import http from 'node:http';
import { exec } from './lab.js';

export const wrk = (server, seconds, host) => [
  'wrk', '-t1', '-c8', `-d${seconds}s`, '--latency', '-H', 'Accept-Encoding: gzip',
  ...(host ? ['-H', `Host: ${host}`] : []), `${server.url}/recover`,
];

export async function load([command, ...args], seconds) {
  const { stdout } = await exec(command, args, { timeout: (seconds + 30) * 1000 });
  const figure = (pattern) => pattern.exec(stdout)?.[1];
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`wrk saw errors:\n${stdout}`);
  return {
    rate: Number(figure(/Requests\/sec:\s+([\d.]+)/)),
    p50: millis(figure(/^\s+50%\s+(\S+)/m)),
    p99: millis(figure(/^\s+99%\s+(\S+)/m)),
  };
}

function millis(text) {
  const [, number, unit] = /([\d.]+)(us|ms|s)/.exec(text);
  return Number(number) * { us: 0.001, ms: 1, s: 1000 }[unit];
}

// Heads and bodies of the page and of all that it loads, as a browser asks for them.
export async function weigh(server, host) {
  const page = await bytes(server, '/recover', host);
  const loaded = [...page.body.matchAll(/<link [^>]*href="([^"]+)"|<script [^>]*src="([^"]+)"/g)].map(([, link, script]) => link ?? script);
  const others = await Promise.all(loaded.map((path) => bytes(server, path, host)));
  return { page: page.size, first: page.size + others.reduce((sum, one) => sum + one.size, 0), requests: 1 + others.length };
}

async function bytes(server, path, host) {
  const ask = (encoding) =>
    new Promise((resolve, reject) => {
      const options = { host: 'localhost', port: server.port, path, agent: false, headers: { host, 'accept-encoding': encoding } };
      const request = http.get(options, (answer) => {
        const { socket } = answer;
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.once('end', () => resolve({ status: answer.statusCode, size: socket.bytesRead, body: Buffer.concat(parts).toString() }));
      });
      request.once('error', reject);
    });
  const [wire, plain] = [await ask('gzip, br'), await ask('identity')];
  if (wire.status !== 200) throw new Error(`${path} answered ${wire.status}`);
  return { size: wire.size, body: plain.body };
}
