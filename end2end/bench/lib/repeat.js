// How to do by hand what was measured. The commands name the lab, its files and the servers' configurations: they are
// there afterwards only if they were kept.

// `commands`: { what, typed, server } each; `server` is the part of the state directory whose server must run for it.
export function repeat({ parts, keep, state, environment, commands }) {
  const lines = [`To repeat all: make bench. One part: end2end/bench/run ${parts.join(' ') || 'recoveries'}`];
  if (!keep) {
    lines.push('', 'The lab and its files are gone again. Start with end2end/bench/run --keep DIR to repeat these by hand:');
  } else {
    lines.push('', `By hand, with the lab that is left in ${state} (end2end/bench/run --stop ${state} takes it away):`);
    if (environment) lines.push(`  ${environment}`);
  }
  for (const { what, typed, server } of commands) {
    lines.push('', `  # ${what}`);
    if (keep && server) lines.push(`  target/release/latchkey serve --config ${state}/${server}/latchkey.toml &`);
    lines.push(...typed.split('\n').map((line) => `  ${line}`));
  }
  return lines.join('\n');
}
