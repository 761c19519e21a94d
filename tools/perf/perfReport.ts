/**
 * docs/PERF.md as text, and back: machine, table, what each figure means. Each row has its own date and load, so that
 * one figure can be measured again without the others losing theirs. Pure.
 */
import type { Summary } from '../../main/base/lib/stats.ts';
import type { Figure, FigureLine } from './figure.ts';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
}

/** A line and when it was measured. */
export interface PerfRow {
  readonly line: FigureLine;
  /** `2026-11-20`. */
  readonly day: string;
  /** Processes that wanted a core before the figure began: over the number of cores, p99 is not ours alone. */
  readonly load: number;
}

export interface PerfFile {
  readonly machine: string;
  readonly rows: readonly PerfRow[];
}

export function machineWords({ cpu, cores, memoryGb, system, node }: Machine): string {
  return `${cpu}, ${cores} cores, ${memoryGb.toFixed(0)} GB, ${system}, Node ${node}`;
}

const baselineCell = (baseline: Summary | null): string =>
  baseline === null
    ? ''
    : `${baseline.p50} / ${baseline.p95} / ${baseline.p99} / ${baseline.max} (n=${baseline.n})`;

/** A table for the terminal, columns in line. */
export function tableLines(lines: readonly FigureLine[]): readonly string[] {
  const width = Math.max(4, ...lines.map(({ name }) => name.length));
  const head = `${'name'.padEnd(width)}  ${'unit'.padEnd(6)} ${'n'.padStart(6)}`;
  const columns = ['p50', 'p95', 'p99', 'max'];
  return [
    `${head} ${columns.map((text) => text.padStart(9)).join('')}  baseline p50 / p95 / p99 / max`,
    ...lines.map((line) => {
      const numbers = [line.p50, line.p95, line.p99, line.max].map((x) => String(x).padStart(9));
      const start = `${line.name.padEnd(width)}  ${line.unit.padEnd(6)} ${String(line.n).padStart(6)}`;
      return `${start} ${numbers.join('')}  ${baselineCell(line.baseline)}`.trimEnd();
    }),
  ];
}

const tableHead =
  '| figure | unit | n | p50 | p95 | p99 | max | baseline p50 / p95 / p99 / max | measured | load |';

function rowText({ line, day, load }: PerfRow): string {
  const { name, unit, n, p50, p95, p99, max } = line;
  const cells = [name, unit, n, p50, p95, p99, max, baselineCell(line.baseline), day, load];
  return `| ${cells.join(' | ')} |`;
}

export function perfMarkdown({ machine, rows }: PerfFile, figures: readonly Figure[]): string {
  return `# Performance

Written by \`npm run perf -- --write\`; do not edit. With names it writes those rows anew and leaves the others.

Machine: ${machine}.

Wall time unless a figure says bench time. Smaller is better. Load: processes that wanted a core in the minute before
the figure began. Baseline: stalls in ms of a bare 50 Hz loop in its own process during the same run, or what the
figure says.

${tableHead}
|---|---|---|---|---|---|---|---|---|---|
${rows.map(rowText).join('\n')}

## What they mean

${figures.map(({ name, what }) => `- **${name}**: ${what}`).join('\n')}
`;
}

function baselineOf(text: string): Summary | null {
  const match = /^(\S+) \/ (\S+) \/ (\S+) \/ (\S+) \(n=(\d+)\)$/.exec(text);
  if (match === null) return null;
  const [p50 = NaN, p95 = NaN, p99 = NaN, max = NaN, n = NaN] = match.slice(1).map(Number);
  return { n, p50, p95, p99, max };
}

function rowOf(text: string): PerfRow | null {
  const cells = text.split('|').map((cell) => cell.trim());
  if (cells.length !== 12) return null;
  const [, name = '', unit = '', ...rest] = cells;
  const [n = NaN, p50 = NaN, p95 = NaN, p99 = NaN, max = NaN] = rest.slice(0, 5).map(Number);
  const [baselineText = '', day = '', loadText = ''] = rest.slice(5);
  const load = Number(loadText);
  const baseline = baselineOf(baselineText);
  const whole = [n, p50, p95, p99, max, load].every(Number.isFinite) && /^\d{4}-/.test(day);
  if (!whole || (baseline === null && baselineText !== '')) return null;
  return { line: { name, unit, n, p50, p95, p99, max, baseline }, day, load };
}

/** Null for a text that is not whole: it is written anew then, never mended. */
export function parsePerf(text: string): PerfFile | null {
  const machine = /^Machine: (.+)\.$/m.exec(text)?.[1];
  const from = text.indexOf(tableHead);
  if (machine === undefined || from < 0) return null;
  const table = text.slice(from).split('\n\n', 1)[0] ?? '';
  const rows = table.split('\n').slice(2).map(rowOf);
  const good = rows.filter((row) => row !== null);
  return good.length === rows.length ? { machine, rows: good } : null;
}

/** New rows in place of old ones of the same name, in the figures' order; rows that no figure has any more go. */
export function mergeRows(
  old: readonly PerfRow[],
  fresh: readonly PerfRow[],
  figures: readonly Figure[],
): readonly PerfRow[] {
  const byName = new Map([...old, ...fresh].map((row) => [row.line.name, row]));
  return figures.flatMap(({ lines }) =>
    lines.map((name) => byName.get(name)).filter((row) => row !== undefined),
  );
}
