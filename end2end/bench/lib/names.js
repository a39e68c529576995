// Whether it can be told by a clock that a name is known: the same requests for people and for names that nobody
// has, by turns, each name once and from an address of its own; and a two-sample test of the times.
import { wrongCode } from '../../support/totp.js';
import { KeptConnection } from './kept_connection.js';
import { Visitor } from './recoveries.js';

const EARLY = [
  ['acting too early', '/recover/action', { do: 'reset' }],
  ['a password too early', '/recover/password', { password: 'Quiet Harbour 7!' }],
  ['leaving', '/recover/leave', {}],
];

// Of each step, the times of both in milliseconds.
export async function timeNames(server, people) {
  const line = new KeptConnection(server);
  const times = {};
  const walk = async (who, name, seed) => {
    const visitor = new Visitor(server, line);
    const step = async (what, method, path, fields) => {
      const body = fields && new URLSearchParams(fields).toString();
      const began = performance.now();
      const answer = await visitor.request(method, path, body);
      (times[what] ??= { known: [], unknown: [] })[who].push(performance.now() - began);
      if (answer.status !== (fields ? 303 : 200)) throw new Error(`${path} answered ${answer.status} for a ${who} name`);
      visitor.version = /name="version" value="(\d+)"/.exec(answer.body)?.[1];
      return answer;
    };
    await visitor.get('/recover');
    const begun = await step('the name', 'POST', '/recover', { name });
    await step('the methods', 'GET', begun.location);
    const chosen = await step('a method', 'POST', '/recover/methods', { version: visitor.version, method: 'totp' });
    await step('its page', 'GET', chosen.location);
    const tried = await step('a wrong code', 'POST', '/recover/verify', { version: visitor.version, code: wrongCode(seed) });
    await step('what it says', 'GET', tried.location);
    // forms of later pages, sent too early: nothing counts them
    for (const [what, path, fields] of EARLY) {
      const sent = await step(what, 'POST', path, { version: visitor.version, ...fields });
      await visitor.get(sent.location);
    }
  };
  for (const [nth, { login, totp_seed: seed }] of people.entries()) {
    // nobody is called that, and it is as long
    const both = [['known', login, seed], ['unknown', `x${login.slice(1)}`, seed]];
    // whatever else this machine does meets both
    for (const one of nth % 2 ? both : both.reverse()) await walk(...one);
  }
  line.close();
  return times;
}

// The Mann-Whitney U test, two-sided, by its normal approximation with the correction for ties (good from some 20 of
// each on): how likely two samples of one distribution differ at least so much.
export function mannWhitney(one, other) {
  const all = [...one.map((value) => ({ value, first: true })), ...other.map((value) => ({ value, first: false }))];
  all.sort((a, b) => a.value - b.value);
  let [ranks, ties] = [0, 0];
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to].value === all[from].value) to++;
    const rank = (from + 1 + to) / 2;
    for (let at = from; at < to; at++) if (all[at].first) ranks += rank;
    ties += (to - from) ** 3 - (to - from);
    from = to;
  }
  const [n, m, N] = [one.length, other.length, all.length];
  const u = ranks - (n * (n + 1)) / 2;
  const deviation = Math.sqrt(((n * m) / 12) * (N + 1 - ties / (N * (N - 1))));
  if (deviation === 0) return 1;
  const z = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / deviation;
  return Math.min(1, 2 * upperTail(z));
}

// Of the normal distribution, to 1e-7 (Abramowitz and Stegun 26.2.17).
function upperTail(z) {
  const t = 1 / (1 + 0.2316419 * z);
  const sum = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429].reduceRight((rest, factor) => (rest + factor) * t, 0);
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}
