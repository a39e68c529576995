// What was measured, as a table that can be pasted into docs/benchmark.md, and which aims it meets.
export class Results {
  rows = [];

  // `good`: whether the aim is met; leave it out where there is none.
  row(what, result, beside, aim, good) {
    // A row without a name goes on about the one above.
    const whole = what || this.rows.at(-1)?.whole || '';
    this.rows.push({ whole, aim, result, good, cells: [what, result, beside, aim, good === undefined ? '' : good ? 'yes' : 'NO'] });
  }

  table() {
    return aligned(this.rows.map(({ cells }) => cells));
  }

  get missed() {
    return this.rows.filter(({ good }) => good === false);
  }

  // In words, one line for each aim that is missed.
  verdict() {
    const met = this.rows.filter(({ good }) => good === true);
    const lines = [`${met.length} of ${met.length + this.missed.length} aims are met${met.length ? `: ${met.map(({ whole, aim }) => `${whole} (${aim})`).join('; ')}` : ''}`];
    for (const { whole, aim, result } of this.missed) lines.push(`MISSED: ${whole}: ${result}, and the aim is ${aim}`);
    return lines.join('\n');
  }

  // Figures of a busy machine are no failure; whoever wants one asks for it.
  exitCode(strict) {
    return strict && this.missed.length ? 1 : 0;
  }
}

function aligned(rows) {
  const all = [['what', 'Latchkey', 'beside it', 'aim', 'met'], ...rows];
  const widths = all[0].map((_, at) => Math.max(...all.map((cells) => cells[at].length)));
  const line = (cells) => `| ${cells.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  const [head, ...body] = all.map(line);
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n');
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const percentile = (numbers, percent) => [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor((numbers.length * percent) / 100))];

// A command as one types it.
export const typed = (words) => words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`)).join(' ');
