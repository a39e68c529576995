// What was measured, as a table that can be pasted into docs/benchmark.md.
const rows = [];

// `good`: whether the aim is met; leave it out where there is none.
export function row(what, result, beside, aim, good) {
  rows.push([what, result, beside, aim, good === undefined ? '' : good ? 'yes' : 'NO']);
}

export function table() {
  const all = [['what', 'Latchkey', 'beside it', 'aim', 'met'], ...rows];
  const widths = all[0].map((_, at) => Math.max(...all.map((cells) => cells[at].length)));
  const line = (cells) => `| ${cells.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  const [head, ...body] = all.map(line);
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n');
}

export const missed = () => rows.filter((cells) => cells[4] === 'NO').length;

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const percentile = (numbers, percent) => [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor((numbers.length * percent) / 100))];

// A command as one types it.
export const typed = (words) => words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`)).join(' ');
